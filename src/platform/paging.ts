import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { Fault } from '../kernel/fault.ts';

/** Positions in a list, signed and bound to the list and its caller: a cursor of one organisation is nothing in the hands of another. */
export interface Cursors {
  encode(scope: string, position: string): string;
  /** @throws Fault `cursor-invalid` */
  decode(scope: string, cursor: string): string;
}

const macBytes = 16;

export function createCursors(key: Uint8Array): Cursors {
  const mac = (scope: string, position: string): Buffer =>
    createHmac('sha256', key).update(`${scope}\0${position}`).digest().subarray(0, macBytes);
  return {
    encode: (scope, position) =>
      encodeBase64url(Buffer.concat([mac(scope, position), Buffer.from(position)])),
    decode(scope, cursor) {
      const raw = decodeBase64url(cursor);
      if (!raw || raw.length <= macBytes) throw new Fault('cursor-invalid');
      const position = Buffer.from(raw.subarray(macBytes)).toString('utf8');
      if (!timingSafeEqual(raw.subarray(0, macBytes), mac(scope, position)))
        throw new Fault('cursor-invalid');
      return position;
    },
  };
}

/** Rows in a page, from the digits of the query. */
export function pageLimit(limit: string | undefined): number {
  return Math.min(limit === undefined ? 50 : Number(limit), 200);
}
