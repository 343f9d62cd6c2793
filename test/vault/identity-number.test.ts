import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type IdentityNumber,
  type IdentityNumberType,
  normaliseIdentityNumber,
} from '../../src/vault/identity-number.ts';
import { identityNumber } from '../../src/vault/person.schema.ts';
import { syntheticHkid, syntheticResidentId } from '../../src/vault/synthetic-identity.ts';

const read = (type: IdentityNumberType, number: string, issuer?: string) =>
  normaliseIdentityNumber({ type, number, issuer });

describe('a Hong Kong identity card number', () => {
  test.each([
    ['QQ000101(3)', 'QQ0001013', '1013'],
    ['QQ000202(8)', 'QQ0002028', '2028'],
    ['qq000101(3)', 'QQ0001013', '1013'],
    ['QQ0001013', 'QQ0001013', '1013'],
    ['QQ 000101 (3)', 'QQ0001013', '1013'],
    ['ＱＱ０００１０１（３）', 'QQ0001013', '1013'],
    // The example that the Immigration Department prints on its specimen, and one whose check digit is ten.
    ['A123456(3)', 'A1234563', '4563'],
    ['G123456(A)', 'G123456A', '456A'],
  ])('%s', (number, normal, tail) => {
    expect(read('hkid', number)).toEqual({
      ok: true,
      normal: { type: 'hkid', number: normal, issuer: null, tail },
    });
  });

  test.each([
    ['QQ000101(4)', 'check-character'],
    ['QQ000101(3', 'format'],
    ['QQ000101 3)', 'format'],
    ['QQQ000101(3)', 'format'],
    ['QQ00010(3)', 'format'],
    ['QQ000101(B)', 'format'],
    ['1Q000101(3)', 'format'],
    ['ſQ000101(3)', 'format'],
    ['QQ000101(³)', 'format'],
    ['QQ000101(3)\0', 'format'],
    ['', 'format'],
    [`QQ000101(3)${' '.repeat(100)}`, 'format'],
  ])('%j is refused: %s', (number, reason) => {
    expect(read('hkid', number)).toEqual({ ok: false, reason });
  });

  test('an invented one always checks, and never with one digit changed', () => {
    fc.assert(
      fc.property(
        fc.nat(999_999),
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        (serial, at, by) => {
          const number = syntheticHkid(serial);
          expect(read('hkid', number).ok).toBe(true);
          const changed = `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`;
          expect(read('hkid', changed)).toEqual({ ok: false, reason: 'check-character' });
        },
      ),
    );
  });

  test('two neighbouring digits that changed places are noticed', () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.integer({ min: 2, max: 6 }), (serial, at) => {
        const number = syntheticHkid(serial);
        const [one = '', other = ''] = number.slice(at, at + 2);
        fc.pre(one !== other);
        const swapped = number.slice(0, at) + other + one + number.slice(at + 2);
        expect(read('hkid', swapped).ok).toBe(false);
      }),
    );
  });
});

describe('a Mainland resident identity number', () => {
  test.each([
    ['990000199403120024', '990000199403120024'],
    // The example of GB 11643-1999, Appendix A, and the one whose check character is X.
    ['11010519491231002x', '11010519491231002X'],
    ['440524188001010014', '440524188001010014'],
    ['９９００００１９９４０３１２００２４', '990000199403120024'],
    // A residence permit of somebody from Hong Kong has the same form.
    ['810000199408230021', '810000199408230021'],
  ])('%s', (number, normal) => {
    expect(read('mainland-resident-id', number)).toEqual({
      ok: true,
      normal: { type: 'mainland-resident-id', number: normal, issuer: null, tail: normal.slice(-4) },
    });
  });

  test.each([
    ['990000199403120025', 'check-character'],
    ['990000199402300022', 'birth-date'],
    ['990000199413120024', 'birth-date'],
    ['990000190002290020', 'birth-date'],
    ['99000019940312002', 'format'],
    ['990000940312002', 'format'],
    ['9900001994031200244', 'format'],
    ['99000019940312002Y', 'format'],
    ['X90000199403120024', 'format'],
  ])('%s is refused: %s', (number, reason) => {
    expect(read('mainland-resident-id', number)).toEqual({ ok: false, reason });
  });

  const invented = fc
    .record({
      birthDate: fc.date({
        min: new Date('1940-01-01T00:00:00Z'),
        max: new Date('2010-12-31T00:00:00Z'),
        noInvalidDate: true,
      }),
      sequence: fc.nat(999),
    })
    .map(({ birthDate, sequence }) =>
      syntheticResidentId({ birthDate: birthDate.toISOString().slice(0, 10), sequence }),
    );

  test('an invented one always checks, and never with one digit changed', () => {
    fc.assert(
      fc.property(invented, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        expect(number).toMatch(/^990000/);
        expect(read('mainland-resident-id', number).ok).toBe(true);
        const changed = `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`;
        expect(read('mainland-resident-id', changed).ok).toBe(false);
      }),
    );
  });
});

describe('a Mainland travel permit', () => {
  test.each(['H12345678', 'h12345678', 'H1234567801', 'H1234567802', 'Ｈ１２３４５６７８', 'H 1234 5678'])(
    '%s is the same person: the renewal counter is no part of it',
    (number) => {
      expect(read('mainland-travel-permit', number)).toEqual({
        ok: true,
        normal: { type: 'mainland-travel-permit', number: 'H12345678', issuer: null, tail: '5678' },
      });
    },
  );

  test.each(['T12345678', 'H1234567', 'H123456780', 'H123456780123', '123456789'])(
    '%s is refused',
    (number) => {
      expect(read('mainland-travel-permit', number)).toEqual({ ok: false, reason: 'format' });
    },
  );
});

describe('a passport', () => {
  test('is told apart by its country', () => {
    expect(read('passport', 'k0123 4567', 'HKG')).toEqual({
      ok: true,
      normal: { type: 'passport', number: 'K01234567', issuer: 'HKG', tail: '4567' },
    });
  });

  test('keeps most of a short number to itself', () => {
    expect(read('passport', 'AB123', 'GBR')).toMatchObject({ ok: true, normal: { tail: '23' } });
  });

  test.each([
    ['K01234567', undefined, 'issuer-required'],
    ['K01234567', 'HK', 'issuer-format'],
    ['K01234567', 'hkg', 'issuer-format'],
    ['K012', 'HKG', 'format'],
    ['K012345678901234', 'HKG', 'format'],
    ['K0123-4567', 'HKG', 'format'],
  ])('%s of %s is refused: %s', (number, issuer, reason) => {
    expect(read('passport', number, issuer)).toEqual({ ok: false, reason });
  });

  test('alone has an issuer', () => {
    expect(read('hkid', 'QQ000101(3)', 'HKG')).toEqual({ ok: false, reason: 'issuer-unexpected' });
  });
});

describe('the request member', () => {
  test.each<[IdentityNumber, string, string]>([
    [{ type: 'hkid', number: 'QQ000101(4)' }, 'number', 'check-character'],
    [{ type: 'hkid', number: 'QQ' }, 'number', 'format'],
    [{ type: 'passport', number: 'K01234567' }, 'issuer', 'required'],
    [{ type: 'hkid', number: 'QQ000101(3)', issuer: 'HKG' }, 'issuer', 'unknown-member'],
  ])('%j points at /%s: %s', (given, member, code) => {
    const issue = identityNumber.safeParse(given).error?.issues[0];
    expect(issue).toMatchObject({ path: [member], params: { code } });
  });

  test('accepts what is right', () => {
    const given = { type: 'hkid', number: 'QQ000101(3)' };
    expect(identityNumber.parse(given)).toEqual(given);
  });
});

test('invented numbers of the demonstration', () => {
  expect(syntheticResidentId({ birthDate: '1994-03-12', sequence: 2 })).toBe('990000199403120024');
  expect(syntheticHkid(101)).toBe('QQ000101(3)');
  expect(syntheticHkid(202)).toBe('QQ000202(8)');
  expect(() => syntheticHkid(1_000_000)).toThrow(RangeError);
  expect(() => syntheticResidentId({ birthDate: '1994-03-12', sequence: -1 })).toThrow(RangeError);
});
