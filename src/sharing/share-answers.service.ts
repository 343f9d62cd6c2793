import { Fault } from '../kernel/fault.ts';
import { instantText } from '../kernel/instants.ts';
import { pageLimit } from '../platform/paging.ts';
import { qrCodeOf } from '../platform/qr-code.ts';
import type { SharingDependencies } from './dependencies.ts';
import { shareCodeOf } from './share-code.ts';
import type { ShareCodeAnswer } from './sharing.schema.ts';
import {
  findShareCode,
  listLooks,
  listShareCodes,
  type ShareCodeLook,
  type ShareCodeRow,
} from './sharing.store.ts';

export interface ShareAnswers {
  /** With the picture of the link. @throws Fault `not-found` */
  one(id: string, keyThumbprint: string): Promise<ShareCodeAnswer>;
  /** Newest first. @throws Fault `cursor-invalid` */
  list(
    keyThumbprint: string,
    page: { readonly limit?: string | undefined; readonly cursor?: string | undefined },
  ): Promise<{ items: ShareCodeAnswer[]; next: string | null }>;
}

/** Where the page is that the link leads to. */
export const sharePath = '/share';

export function createShareAnswers(deps: SharingDependencies): ShareAnswers {
  const { db, cursors } = deps;
  return {
    async one(id, keyThumbprint) {
      const row = await findShareCode(db, id);
      if (row?.holderThumbprint !== keyThumbprint) throw new Fault('not-found');
      const answer = await answerOf(deps, row, await listLooks(db, [id]));
      return { ...answer, qr: answer.link === null ? null : await qrCodeOf(answer.link) };
    },
    async list(holderThumbprint, { limit, cursor }) {
      const scope = `share-codes:${holderThumbprint}`;
      const rows = pageLimit(limit);
      const before = cursor === undefined ? undefined : cursors.decode(scope, cursor);
      const found = await listShareCodes(db, { holderThumbprint, before, limit: rows + 1 });
      const shown = found.slice(0, rows);
      const looks = await listLooks(
        db,
        shown.map(({ id }) => id),
      );
      const items = await Promise.all(
        shown.map((row) =>
          answerOf(
            deps,
            row,
            looks.filter(({ codeId }) => codeId === row.id),
          ),
        ),
      );
      const last = shown.at(-1);
      return { items, next: found.length > rows && last ? cursors.encode(scope, last.id) : null };
    },
  };
}

async function answerOf(
  deps: SharingDependencies,
  row: ShareCodeRow,
  looks: readonly ShareCodeLook[],
): Promise<ShareCodeAnswer> {
  const { node, key, clock } = deps;
  const state = stateOf(row, clock.now());
  const opens = state === 'active' || state === 'used-up';
  const code = opens ? shareCodeOf(key, row.id) : null;
  return {
    id: row.id,
    state,
    code,
    link: code === null ? null : `${node.origin}${sharePath}#${code}`,
    qr: null,
    purpose: row.purpose,
    audience: await organisationOf(deps, row.audience),
    shared: {
      credentials: row.held.map(({ credentialId, fields }) => ({
        credential: credentialId,
        fields: [...fields],
      })),
      presentations: row.sealed !== null,
    },
    uses: { max: row.usesMax, left: row.usesLeft },
    createdAt: instantText(row.createdAt),
    expiresAt: instantText(row.expiresAt),
    looks: await Promise.all(
      looks.map(async ({ at, organisationId, stage }) => ({
        at: instantText(at),
        organisation: await organisationOf(deps, organisationId),
        stage,
      })),
    ),
  };
}

async function organisationOf({ organisationNames }: SharingDependencies, id: string | null) {
  const names = id === null ? undefined : await organisationNames(id);
  return id === null || names === undefined ? null : { id, names };
}

/** A code that is used up still opens for the case that used it. */
function stateOf({ revokedAt, expiresAt, usesLeft }: ShareCodeRow, now: Date): ShareCodeAnswer['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return usesLeft === 0 ? 'used-up' : 'active';
}
