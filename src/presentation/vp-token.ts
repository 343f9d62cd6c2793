import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import { claimsOf, isMet } from './dcql-query.ts';
import { type AskableClaim, askableClaims, type QueryId, queryIds, type Wanted } from './vocabulary.ts';

/** What a wallet's answer must be before anything of it is believed (OpenID4VP 1.0 section 8.6): everything that was asked is checked again. */

export interface Asked {
  readonly what: Wanted;
  readonly claims: readonly AskableClaim[];
  readonly state: string;
}

export type Presented = readonly { readonly id: QueryId; readonly text: string }[];

export type TokenReading =
  | { readonly ok: true; readonly presented: Presented }
  | { readonly ok: false; readonly reason: string };

export function readResponse(response: JsonObject, asked: Asked): TokenReading {
  if (response['state'] !== asked.state) return refused('state is of another request');
  const { vp_token: token } = response;
  if (!isJsonObject(token)) return refused('vp_token is not an object');
  const presented: { id: QueryId; text: string }[] = [];
  for (const [name, value] of Object.entries(token)) {
    const id = queryIds.find((each) => each === name);
    if (id === undefined) return refused('vp_token answers a query that was not made');
    const texts: readonly unknown[] = Array.isArray(value) ? value : [];
    const [text] = texts;
    // `multiple` was not asked for (section 6.1), and no entry stands for what the wallet does not have.
    if (texts.length !== 1 || typeof text !== 'string')
      return refused(`vp_token.${id} is not an array of one presentation`);
    presented.push({ id, text });
  }
  const ids = presented.map(({ id }) => id);
  return isMet(asked.what, ids)
    ? { ok: true, presented }
    : refused('credentials that were asked for are missing');
}

/** Both ways: what was asked for is there, and nothing that was not. A wallet that shows more shows it to somebody who may not keep it. */
export function refusalOfClaims(
  id: QueryId,
  shown: Readonly<Record<string, unknown>>,
  asked: readonly AskableClaim[],
): string | undefined {
  const wanted = claimsOf(id, asked);
  const missing = wanted.find((claim) => shown[claim] === undefined);
  if (missing !== undefined) return `${id}: ${missing} was asked for and is not shown`;
  const surplus = askableClaims.find((claim) => shown[claim] !== undefined && !wanted.includes(claim));
  return surplus === undefined ? undefined : `${id}: ${surplus} was not asked for`;
}

function refused(reason: string): TokenReading {
  return { ok: false, reason };
}
