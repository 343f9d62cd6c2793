/**
 * A drawing of the node's, made anew of what a chart needs: elements and attributes that are on these lists, text as text. Whatever else
 * stands in it, scripts, styles, links, is left behind.
 */

const svg = 'http://www.w3.org/2000/svg';

const elements: ReadonlySet<string> = new Set([
  'svg',
  'title',
  'defs',
  'pattern',
  'g',
  'path',
  'rect',
  'text',
]);

const attributes: ReadonlySet<string> = new Set([
  ...['viewBox', 'width', 'height', 'role', 'aria-label', 'id', 'class', 'x', 'y', 'd', 'fill', 'stroke'],
  ...['stroke-width', 'stroke-opacity', 'text-anchor', 'patternUnits', 'font-family', 'font-size'],
]);

/** Undefined for what is no drawing. */
export function rebuilt(drawing: Element): SVGElement | undefined {
  if (drawing.namespaceURI !== svg || !elements.has(drawing.localName)) return undefined;
  const element = document.createElementNS(svg, drawing.localName);
  if (!(element instanceof SVGElement)) return undefined;
  for (const { name, value } of drawing.attributes)
    if (attributes.has(name) && isInert(value)) element.setAttribute(name, value);
  for (const child of drawing.childNodes) {
    if (child instanceof Element) element.append(rebuilt(child) ?? '');
    else if (child instanceof Text) element.append(child.data.trim() === '' ? '' : child.data);
  }
  return element;
}

/** A reference within the drawing, or none. */
const isInert = (value: string): boolean => !/url\(/i.test(value) || /^url\(#[\w-]+\)$/.test(value);
