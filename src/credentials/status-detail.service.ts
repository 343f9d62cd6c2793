import type { Caller } from '../kernel/caller.ts';
import { addDays, civilDate } from '../kernel/instants.ts';
import { type CredentialRow, findByNumber, findCredential, listOfCopied } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { recordStateName } from './life-cycle.ts';
import { mayRead } from './readers.ts';
import { lastHomeChange, lastInForce, type StatusEventRow } from './status-events.store.ts';

/** What stands behind a status that is not zero, as far as the caller may know it. */
export interface StatusDetail {
  readonly kind: string;
  readonly effectiveAt: string;
  readonly reasonCode?: string;
  readonly successor?: string;
  readonly reviewOn?: string;
}

/** Two looks at the database, off the hot path: our own credential by its number, or the other side's record by its notices. */
export async function statusDetailOf(
  { db, node }: Pick<CredentialsDependencies, 'db' | 'node'>,
  of: {
    readonly number: string;
    readonly homeIss: string | undefined;
    readonly recordId: string | undefined;
    readonly at: Date;
  },
  caller: Caller,
): Promise<StatusDetail | undefined> {
  const own = await findByNumber(db, of.number);
  if (own) return ownDetail(db, { credential: own, at: of.at, caller, node });
  if (of.homeIss === undefined || of.recordId === undefined) return undefined;
  return homeDetail(db, { homeIss: of.homeIss, recordId: of.recordId, at: of.at });
}

type Node = CredentialsDependencies['node'];

async function ownDetail(
  db: CredentialsDependencies['db'],
  asked: { credential: CredentialRow; at: Date; caller: Caller; node: Node },
): Promise<StatusDetail | undefined> {
  const { credential, at } = asked;
  const successor = await successorOf(db, credential, at);
  if (successor) return successor;
  const event =
    (await endingOfCredential(db, credential, at)) ??
    (credential.recordId === null
      ? undefined
      : await endingOf(db, { objectType: 'record', objectIds: [credential.recordId], at }));
  if (event) return shown(event, asked);
  return credential.homeIss === null || credential.homeRecordId === null
    ? undefined
    : homeDetail(db, { homeIss: credential.homeIss, recordId: credential.homeRecordId, at });
}

/** A decision names the credential, or one that repeats it for a further key: it is about all of them. */
async function endingOfCredential(
  db: CredentialsDependencies['db'],
  { id, copyOf }: CredentialRow,
  at: Date,
): Promise<StatusEventRow | undefined> {
  const group = await listOfCopied(db, copyOf ?? id);
  return endingOf(db, { objectType: 'credential', objectIds: group.map((each) => each.id), at });
}

/** What suspended or ended it by then; nothing where the last word was to give it back. */
async function endingOf(
  db: CredentialsDependencies['db'],
  of: { objectType: 'record' | 'credential'; objectIds: readonly string[]; at: Date },
): Promise<StatusEventRow | undefined> {
  const last = await lastInForce(db, of);
  return last?.kind === 'reinstate' ? undefined : last;
}

async function successorOf(
  db: CredentialsDependencies['db'],
  { supersededBy }: CredentialRow,
  at: Date,
): Promise<StatusDetail | undefined> {
  const successor = supersededBy === null ? undefined : await findCredential(db, supersededBy);
  if (!successor || successor.issuedAt > at) return undefined;
  return { kind: 'superseded', effectiveAt: successor.issuedAt.toISOString(), successor: successor.number };
}

/** What was not given an end of its own is told for five years from its effect (domain 3.6). */
const disclosureDaysMax = 5 * 365;

/** The kind of an ending and the reason of anything go to the authority and the regulator alone, and only while they may be told. */
function shown(
  event: StatusEventRow,
  { credential, at, caller, node }: { credential: CredentialRow; at: Date; caller: Caller; node: Node },
): StatusDetail {
  const until = event.disclosureUntil ?? addDays(civilDate(event.effectiveAt), disclosureDaysMax);
  const told = mayRead(credential.authority, caller, node) && civilDate(at) < until;
  return {
    kind: told ? event.kind : event.kind === 'suspend' ? 'suspended' : 'ended',
    effectiveAt: event.effectiveAt.toISOString(),
    ...(told && { reasonCode: event.reasonCode }),
    ...(event.reviewOn !== null && { reviewOn: event.reviewOn }),
  };
}

async function homeDetail(
  db: CredentialsDependencies['db'],
  of: { homeIss: string; recordId: string; at: Date },
): Promise<StatusDetail | undefined> {
  const change = await lastHomeChange(db, of);
  if (!change || change.value === 0) return undefined;
  return { kind: recordStateName(change.value), effectiveAt: change.effectiveAt.toISOString() };
}
