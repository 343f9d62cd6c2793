import { Fault } from '../kernel/fault.ts';
import { instantText } from '../kernel/instants.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';
import { pageLimit } from '../platform/paging.ts';
import { qrCodeOf } from '../platform/qr-code.ts';
import { decrypt } from '../vault/index.ts';
import { verificationResult, type VerificationResult } from '../verification/index.ts';
import type { PresentationDependencies } from './dependencies.ts';
import { findRequest, listRequests, type PresentationRow } from './presentation.store.ts';
import type { PresentationAnswer } from './presentation.schema.ts';
import { digestOf, sealKeyOf, secretsOf } from './secrets.ts';
import { requestPath } from './vocabulary.ts';

export interface Reading {
  /** With the result, unless it is for whoever comes back alone. @throws Fault `not-found` */
  one(id: string, organisationId: string): Promise<PresentationAnswer>;
  /** For the browser session that was sent back with a code. @throws Fault `not-found`, `presentation-code-wrong` */
  result(id: string, organisationId: string, responseCode: string): Promise<PresentationAnswer>;
  /** Newest first, without results. @throws Fault `cursor-invalid` */
  list(
    organisationId: string,
    page: { readonly limit?: string | undefined; readonly cursor?: string | undefined },
  ): Promise<{ items: PresentationAnswer[]; next: string | null }>;
}

type ReadingDependencies = Pick<
  PresentationDependencies,
  'db' | 'clock' | 'cursors' | 'node' | 'key' | 'haip'
>;

export function createReading(deps: ReadingDependencies): Reading {
  const { db, cursors } = deps;
  async function own(id: string, organisationId: string): Promise<PresentationRow> {
    const row = await findRequest(db, id);
    if (row?.organisationId !== organisationId) throw new Fault('not-found');
    return row;
  }
  return {
    async one(id, organisationId) {
      const row = await own(id, organisationId);
      const answer = answerOf(deps, row);
      const qr = answer.link === null ? null : await qrCodeOf(answer.link);
      return { ...answer, qr, result: row.redirectUri === null ? resultOf(deps, row) : null };
    },
    async result(id, organisationId, responseCode) {
      const row = await own(id, organisationId);
      const { responseCodeDigest: expected } = row;
      if (expected === null || Buffer.compare(expected, digestOf(responseCode)) !== 0)
        throw new Fault('presentation-code-wrong');
      return { ...answerOf(deps, row), result: resultOf(deps, row) };
    },
    async list(organisationId, { limit, cursor }) {
      const scope = `presentation-requests:${organisationId}`;
      const rows = pageLimit(limit);
      const before = cursor === undefined ? undefined : cursors.decode(scope, cursor);
      const found = await listRequests(db, { organisationId, before, limit: rows + 1 });
      const shown = found.slice(0, rows);
      const last = shown.at(-1);
      const next = found.length > rows && last ? cursors.encode(scope, last.id) : null;
      return { items: shown.map((row) => answerOf(deps, row)), next };
    },
  };
}

function answerOf(deps: ReadingDependencies, row: PresentationRow): PresentationAnswer {
  const state = row.state === 'open' && row.expiresAt <= deps.clock.now() ? 'expired' : row.state;
  return {
    id: row.id,
    state,
    what: row.what,
    claims: [...row.claims],
    purpose: row.purpose,
    stage: row.stage,
    caseReference: row.caseReference,
    redirectUri: row.redirectUri,
    link: state === 'open' ? linkOf(deps, row) : null,
    qr: null,
    createdAt: instantText(row.createdAt),
    expiresAt: instantText(row.expiresAt),
    endedAt: row.endedAt === null ? null : instantText(row.endedAt),
    declined: row.declined,
    result: null,
  };
}

/** OpenID4VP 1.0 sections 5.10 and 13.1.2; the scheme of HAIP 1.0 section 5.1 where it is followed. */
export function linkOf(
  { haip, node, key }: Pick<ReadingDependencies, 'haip' | 'node' | 'key'>,
  { id, verifierId }: PresentationRow,
): string {
  const { requestHandle } = secretsOf(key, id);
  const parameters = new URLSearchParams({
    client_id: verifierId,
    request_uri: `${node.origin}${requestPath}/${requestHandle}`,
    request_uri_method: 'post',
  });
  return `${haip ? 'haip-vp' : 'openid4vp'}://?${parameters.toString()}`;
}

const resultLimits = { maxBytes: 1_000_000, maxDepth: 16 } as const;

export function resultOf(
  { key }: Pick<ReadingDependencies, 'key'>,
  { id, sealedResult }: PresentationRow,
): VerificationResult | null {
  if (sealedResult === null) return null;
  const plain = decrypt(sealedResult, { key: sealKeyOf(key, id), associated: `result ${id}` });
  const parsed = parseStrictJson(plain, resultLimits);
  return verificationResult.parse(parsed.ok ? parsed.value : undefined);
}
