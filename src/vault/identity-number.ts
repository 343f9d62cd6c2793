import { hkidChecks, readHkid } from './hong-kong-identity.ts';
import { refusalOfResidentId } from './resident-identity.ts';
import { significantCharacters } from './significant-characters.ts';

export const identityNumberTypes = [
  'hkid',
  'mainland-resident-id',
  'mainland-travel-permit',
  'passport',
] as const;
export type IdentityNumberType = (typeof identityNumberTypes)[number];

/** A number as somebody gave it. */
export interface IdentityNumber {
  readonly type: IdentityNumberType;
  readonly number: string;
  /** ISO 3166-1 alpha-3 code of the country, for passports and only for them. */
  readonly issuer?: string | undefined;
}

/** The one spelling that all spellings of a number come to. */
export interface NormalIdentityNumber {
  readonly type: IdentityNumberType;
  readonly number: string;
  readonly issuer: string | null;
  /** The end of it, for people to tell numbers apart by. */
  readonly tail: string;
}

export type IdentityNumberRefusal =
  | 'format'
  | 'birth-date'
  | 'check-character'
  | 'issuer-required'
  | 'issuer-unexpected'
  | 'issuer-format';

type Reading =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly reason: IdentityNumberRefusal };

export function normaliseIdentityNumber(
  given: IdentityNumber,
):
  | { readonly ok: true; readonly normal: NormalIdentityNumber }
  | { readonly ok: false; readonly reason: IdentityNumberRefusal } {
  const { type, issuer } = given;
  const text = significantCharacters(given.number);
  const read = text === undefined ? refused('format') : readNumber(type, text);
  if (!read.ok) return read;
  const issuerRefusal = refusalOfIssuer(type, issuer);
  if (issuerRefusal !== undefined) return { ok: false, reason: issuerRefusal };
  const { number } = read;
  return { ok: true, normal: { type, number, issuer: issuer ?? null, tail: tailOf(number) } };
}

function readNumber(type: IdentityNumberType, text: string): Reading {
  switch (type) {
    case 'hkid': {
      const number = readHkid(text);
      if (number === undefined) return refused('format');
      return hkidChecks(number) ? { ok: true, number } : refused('check-character');
    }
    case 'mainland-resident-id': {
      const reason = refusalOfResidentId(text);
      return reason === undefined ? { ok: true, number: text } : refused(reason);
    }
    case 'mainland-travel-permit':
      // The last two of eleven count renewals: the first nine are the person's for life, and newer cards print only them.
      return /^[HM]\d{8}(?:\d{2})?$/.test(text) ? { ok: true, number: text.slice(0, 9) } : refused('format');
    case 'passport':
      return /^[A-Z0-9]{5,15}$/.test(text) ? { ok: true, number: text } : refused('format');
  }
}

function refusalOfIssuer(
  type: IdentityNumberType,
  issuer: string | undefined,
): IdentityNumberRefusal | undefined {
  if (type !== 'passport') return issuer === undefined ? undefined : 'issuer-unexpected';
  if (issuer === undefined) return 'issuer-required';
  return /^[A-Z]{3}$/.test(issuer) ? undefined : 'issuer-format';
}

/** Four characters, but never more than half: the tail of a short passport number would give it away. */
function tailOf(number: string): string {
  return number.slice(-Math.min(4, Math.floor(number.length / 2)));
}

function refused(reason: IdentityNumberRefusal): Reading {
  return { ok: false, reason };
}
