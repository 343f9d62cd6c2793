/** Elements, made of text nodes and attributes: no text of anybody's ever becomes markup, and no style stands in line. */

export type Child = Node | string | false | undefined | null | readonly Child[];

type Listener = (event: Event) => void;

export interface Attributes {
  readonly [name: string]: string | number | boolean | Listener | undefined;
}

/** `onclick` and its like are listeners; `true` is an attribute without a value; what is false or undefined is left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Node, children: Child): void {
  if (children === false || children === undefined || children === null) return;
  if (typeof children === 'string') parent.appendChild(document.createTextNode(children));
  else if (children instanceof Node) parent.appendChild(children);
  else for (const child of children) append(parent, child);
}

/** In place of what is there; the focus stays on the element of the same id. */
export function replace(parent: Element, children: Child): void {
  const focused = document.activeElement?.id;
  const fragment = document.createDocumentFragment();
  append(fragment, children);
  parent.replaceChildren(fragment);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

export interface Column {
  readonly title: Child;
  readonly kind?: 'number' | 'code' | 'text';
}

export interface TableOf {
  readonly id?: string;
  readonly caption: Child;
  /** Read out, not shown: the heading above says the same. */
  readonly quietCaption?: boolean;
  readonly columns: readonly Column[];
  /** The first cell of each names the row. */
  readonly rows: readonly (readonly Child[])[];
  readonly foot?: readonly Child[];
}

/** A table that scrolls sideways by itself on a narrow screen, also by keyboard. */
export function table({ id, caption, quietCaption, columns, rows, foot }: TableOf): HTMLElement {
  const kindOf = (at: number): string | undefined => columns[at]?.kind;
  const line = (cells: readonly Child[]): HTMLElement =>
    h(
      'tr',
      {},
      cells.map((cell, at) =>
        at === 0 ? h('th', { scope: 'row', class: kindOf(at) }, cell) : h('td', { class: kindOf(at) }, cell),
      ),
    );
  const captionId = id === undefined ? undefined : `${id}-caption`;
  return h(
    'div',
    {
      class: 'scroll',
      tabindex: 0,
      role: 'group',
      ...(captionId === undefined ? {} : { 'aria-labelledby': captionId }),
    },
    h(
      'table',
      { id },
      h('caption', { id: captionId, class: quietCaption === true && 'quiet' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map(({ title, kind }) => h('th', { scope: 'col', class: kind }, title)),
        ),
      ),
      h('tbody', {}, rows.map(line)),
      foot && h('tfoot', {}, line(foot)),
    ),
  );
}

export type Badge = 'verified' | 'pending' | 'failed';

/** A word and a sign, and colour only beside them. */
const signs = { verified: '✓', pending: '…', failed: '✕' } as const satisfies Record<Badge, string>;

export function badge(state: Badge, word: string): HTMLElement {
  return h(
    'span',
    { class: `badge ${state}` },
    h('span', { 'aria-hidden': 'true' }, signs[state]),
    `\u00a0${word}`,
  );
}

/** Names and values, as a list that is read in pairs. */
export function facts(pairs: readonly (readonly [Child, Child])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}
