import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField, csvRecord } from '../../src/audit/csv.ts';

/** As RFC 4180 says, and no more than it. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    record.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

describe('CSV', () => {
  test.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM', "'@SUM"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['say "沈"', '"say ""沈"""'],
    [' padded', '" padded"'],
    ['', ''],
    [null, ''],
    [-5, '-5'],
    [true, 'true'],
  ])('%j is written as %j', (cell, written) => {
    expect(csvField(cell)).toBe(written);
  });

  test('what is written is read again, one record for each, whatever the texts are', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[=+\-@\t\r\n",' 沈]{0,12}$/));
    const table = fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, (rows) => {
        const shown = rows.map((row) =>
          row.map((cell) => (/^[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell)),
        );
        expect(readCsv(rows.map((row) => csvRecord(row)).join(''))).toEqual(shown);
      }),
    );
  });

  test('no text begins as a formula does, quoted or not', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string(), (first, rest) => {
        expect(csvField(first + rest).replace(/^"/, '')).toMatch(/^'/);
      }),
    );
  });
});
