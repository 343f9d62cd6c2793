import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Fault } from '../kernel/fault.ts';
import type { Answer } from './operation.ts';

/** Octets that anybody may read and keep, as they stand. */
export interface Representation {
  readonly octets: Uint8Array;
  readonly mediaType: string;
  /** Without the quotes, and of this content only. */
  readonly tag: string;
  readonly cacheControl: string;
}

/** @throws Fault `not-acceptable`, which is asked before anything is looked up. */
export function requireAccepted({ headers }: FastifyRequest, mediaType: string): void {
  if (new Negotiator({ headers }).mediaType([mediaType]) === undefined)
    throw new Fault('not-acceptable', { values: { types: mediaType } });
}

/** As the request would have it: compressed or not, or not at all when it is held already (RFC 9110 sections 12.5.3 and 13.1.2). */
export async function answerWith(
  request: FastifyRequest,
  { octets, mediaType, tag, cacheControl }: Representation,
): Promise<Answer> {
  const { headers } = request;
  const compressed = new Negotiator({ headers }).encoding(['gzip', 'identity']) === 'gzip';
  // Each encoding is a representation of its own (RFC 9110 section 8.8.3.3).
  const etag = compressed ? `"${tag}.gzip"` : `"${tag}"`;
  const common = { etag, 'cache-control': cacheControl, vary: 'Accept, Accept-Encoding' };
  if (namesTag(headers['if-none-match'], etag)) return { status: 304, headers: common };
  if (!compressed) return { status: 200, body: octets, mediaType, headers: common };
  return {
    status: 200,
    body: await compressedOf(octets),
    mediaType,
    headers: { ...common, 'content-encoding': 'gzip' },
  };
}

/** By weak comparison. */
function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

const compress = promisify(gzip);
/** What is held is compressed once, however often it is asked for. */
const compressions = new WeakMap<Uint8Array, Promise<Uint8Array>>();

function compressedOf(octets: Uint8Array): Promise<Uint8Array> {
  const known = compressions.get(octets);
  if (known) return known;
  const begun: Promise<Uint8Array> = compress(octets);
  compressions.set(octets, begun);
  return begun;
}
