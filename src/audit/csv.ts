/** CSV by RFC 4180, for spreadsheets: they show Chinese where a byte order mark says UTF-8, and run what begins like a formula. */

export const byteOrderMark = '\ufeff';

export type Cell = string | number | boolean | null;

/** One record with its line end. */
export function csvRecord(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

const startsFormula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** A text that a spreadsheet would run is made one that it shows, by an apostrophe before it; numbers are no texts. */
export function csvField(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = startsFormula.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
