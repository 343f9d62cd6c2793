import type { Caller } from '../kernel/caller.ts';
import { civilDate } from '../kernel/instants.ts';
import { type CredentialRow, findByNumber, findCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { recordStateName } from './life-cycle.ts';
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
  { db }: Pick<CredentialsDependencies, 'db'>,
  of: {
    readonly number: string;
    readonly homeIss: string | undefined;
    readonly recordId: string | undefined;
    readonly at: Date;
  },
  caller: Caller,
): Promise<StatusDetail | undefined> {
  const own = await findByNumber(db, of.number);
  if (own) return ownDetail(db, own, of.at, caller);
  if (of.homeIss === undefined || of.recordId === undefined) return undefined;
  return homeDetail(db, { homeIss: of.homeIss, recordId: of.recordId, at: of.at });
}

async function ownDetail(
  db: CredentialsDependencies['db'],
  credential: CredentialRow,
  at: Date,
  caller: Caller,
): Promise<StatusDetail | undefined> {
  if (credential.life === 'superseded' && credential.supersededBy !== null)
    return successorOf(db, credential);
  const event =
    (await lastInForce(db, { objectType: 'credential', objectId: credential.id, at })) ??
    (credential.recordId === null
      ? undefined
      : await lastInForce(db, { objectType: 'record', objectId: credential.recordId, at }));
  if (event) return shown(event, credential, at, caller);
  return credential.homeIss === null || credential.homeRecordId === null
    ? undefined
    : homeDetail(db, { homeIss: credential.homeIss, recordId: credential.homeRecordId, at });
}

async function successorOf(
  db: CredentialsDependencies['db'],
  credential: CredentialRow,
): Promise<StatusDetail | undefined> {
  const successor =
    credential.supersededBy === null ? undefined : await findCredential(db, credential.supersededBy);
  if (!successor) return undefined;
  return { kind: 'superseded', effectiveAt: successor.issuedAt.toISOString(), successor: successor.number };
}

/** The kind of an ending and the reason of anything go to the authority and the regulator alone, and only while they may be told. */
function shown(event: StatusEventRow, credential: CredentialRow, at: Date, caller: Caller): StatusDetail {
  const member = caller.kind === 'client' || caller.kind === 'officer' ? caller : undefined;
  const authorised =
    member !== undefined &&
    (member.organisation.authority === credential.authority || member.roles.includes('regulator'));
  const told = authorised && (event.disclosureUntil === null || civilDate(at) < event.disclosureUntil);
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
  const value = ([1, 2, 3] as const).find((each) => each === change.value) ?? 1;
  return { kind: recordStateName(value), effectiveAt: change.effectiveAt.toISOString() };
}
