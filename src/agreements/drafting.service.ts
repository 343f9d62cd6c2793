import type { Catalogue } from '../catalogue/index.ts';
import { sha256 } from '../kernel/digest.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Outbound } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import type { Snapshot, Snapshots } from '../platform/snapshots.worker.ts';
import { type AgreementDocument, documentBytes } from './agreement.ts';
import type { AgreementKeys } from './agreement-keys.ts';
import { insertSignature, insertVersion, type Named } from './agreements.store.ts';
import { agreementEvent } from './events.ts';
import { loadVersion, loadView } from './loading.service.ts';
import { signAgreement } from './signatures.ts';
import { problemsOf } from './validation.ts';
import type { AgreementsView } from './view.ts';

export interface AgreementsDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly snapshots: Snapshots;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly catalogue: Catalogue;
  readonly keys: AgreementKeys;
  readonly outbound: Outbound;
}

/** What the services of this context share. */
export interface AgreementsContext extends AgreementsDependencies {
  readonly snapshot: Snapshot<AgreementsView>;
}

/** Called last in the transaction of a change, for what must commit with it. */
export type Recorded = (tx: Transaction) => Promise<void>;

export const snapshotName = 'agreements';

export function createAgreementsContext(deps: AgreementsDependencies): AgreementsContext {
  return { ...deps, snapshot: deps.snapshots.register(snapshotName, loadView) };
}

/** The document as this side wants it. Nobody has signed it yet, and it binds nobody. */
export async function draftAgreement(
  { db, clock, events, node, catalogue, snapshot }: AgreementsContext,
  document: AgreementDocument,
  { act, recorded }: { readonly act: Act; readonly recorded?: Recorded },
): Promise<Named> {
  assertSound(document, { node, catalogue });
  const bytes = documentBytes(document);
  const { id, version } = document;
  const at = clock.now();
  await db.transaction(async (tx) => {
    const row = { id, version, bytes, digest: sha256(bytes), receivedFrom: null, createdAt: at };
    if (!(await insertVersion(tx, row))) throw new Fault('agreement-version-exists');
    await events.append(tx, act, agreementEvent('agreement.drafted', { node, act, document, bytes, at }));
    await bumpSnapshot(tx, snapshotName);
    await recorded?.(tx);
  });
  await snapshot.refresh();
  return { id, version };
}

/** This side's signature: the claim of the request reserves, the signer acts outside, the transaction records. */
export async function signOwnSide(
  { db, clock, events, node, keys, snapshot }: AgreementsContext,
  { digest, ...named }: Named & { readonly digest: string },
  { act, recorded }: { readonly act: Act; readonly recorded?: Recorded },
): Promise<void> {
  const version = await loadVersion(db, named);
  if (version === undefined) throw new Fault('not-found');
  if (version.digest !== digest) throw new Fault('agreement-digest-differs');
  if (version.signatures.some(({ jurisdiction }) => jurisdiction === node.jurisdiction))
    throw new Fault('agreement-already-signed');
  const { document, bytes } = version;
  const at = clock.now();
  const made = await signAgreement(bytes, { signer: keys.signer(), at });
  const signature = { ...made, jurisdiction: node.jurisdiction, recordedAt: clock.now() };
  await db.transaction(async (tx) => {
    if (!(await insertSignature(tx, named, signature))) throw new Fault('agreement-already-signed');
    await events.append(
      tx,
      act,
      agreementEvent('agreement.signed', { node, act, document, bytes, at, signature }),
    );
    await bumpSnapshot(tx, snapshotName);
    await recorded?.(tx);
  });
  await snapshot.refresh();
}

/** @throws Fault `agreement-invalid` naming every member that is wrong */
export function assertSound(
  document: AgreementDocument,
  { node, catalogue }: { readonly node: NodeIdentity; readonly catalogue: Catalogue },
): void {
  const errors = problemsOf(document, {
    node,
    sideOf: (id) => catalogue.qualification(id)?.side,
    basisOf: (id) => catalogue.row(id)?.basis,
  });
  if (errors.length > 0) throw new Fault('agreement-invalid', { errors: errors.slice(0, 32) });
}
