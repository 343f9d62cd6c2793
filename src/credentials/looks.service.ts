import type { ContentClass } from '../access/index.ts';
import type { Member } from '../kernel/caller.ts';
import type { CredentialRow } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { isRegulatorHere } from './readers.ts';

export interface Asker {
  readonly caller: Member;
  readonly requestId: string;
}

interface Look {
  readonly rows: readonly Pick<CredentialRow, 'number' | 'holderThumbprint'>[];
  readonly result: string;
  readonly contentClass: ContentClass;
  readonly purpose?: string;
  readonly caseReference?: string;
}

/**
 * Who looked at what is on record before it is shown (Shenzhen Social Credit Regulation Art 45): one record for each holder, who can
 * read it, and one also where nothing was found.
 */
export async function recordLook(
  { access, node }: Pick<CredentialsDependencies, 'access' | 'node'>,
  { caller, requestId }: Asker,
  { rows, purpose, caseReference, ...look }: Look,
): Promise<void> {
  const usual = isRegulatorHere(caller, node) ? 'supervision' : 'verification';
  const common = { kind: 'look-up', caller, requestId, purpose: purpose ?? usual, ...look } as const;
  const cased = { ...common, ...(caseReference !== undefined && { caseReference }) };
  if (rows.length === 0) return access.records.write({ ...cased, objectIds: [] });
  const byHolder = Map.groupBy(rows, ({ holderThumbprint }) => holderThumbprint);
  await Promise.all(
    [...byHolder].map(([holderThumbprint, own]) =>
      access.records.write({ ...cased, holderThumbprint, objectIds: own.map(({ number }) => number) }),
    ),
  );
}

/** A page of an authority's own, without personal data: one record that names them all. */
export function recordListing(
  { access }: Pick<CredentialsDependencies, 'access'>,
  { caller, requestId }: Asker,
  rows: readonly Pick<CredentialRow, 'number'>[],
): Promise<void> {
  return access.records.write({
    kind: 'look-up',
    caller,
    requestId,
    purpose: 'verification',
    objectIds: rows.map(({ number }) => number),
    result: 'credentials',
    contentClass: 'pseudonymous',
  });
}
