/**
 * An identity number as people type it: full-width forms (U+FF01 to U+FF5E) become ASCII, letters upper case, white space goes.
 * Undefined when anything else is in it; general case mapping is not used, since it turns other letters into ASCII ones (ı, ſ).
 */
export function significantCharacters(text: string): string | undefined {
  if (text.length > 40) return undefined;
  const ascii = text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const dense = ascii.replace(/[\s\u3000]/g, '');
  return /^[!-~]*$/.test(dense) ? dense.toUpperCase() : undefined;
}
