import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { LogReceipt } from '../kernel/log-receipt.ts';
import { actOf } from '../platform/act.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Reader } from '../platform/database.ts';
import { pageLimit } from '../platform/paging.ts';
import type { IdentityNumber } from '../vault/index.ts';
import {
  type CredentialRow,
  findCredential,
  listOfAuthority,
  listOfHolder,
  listOfSubjects,
} from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import type { Issuing } from './issuing.service.ts';
import { type Asker, recordListing, recordLook } from './looks.service.ts';
import { recordStateName } from './life-cycle.ts';
import { mayRead } from './readers.ts';
import { findRecord } from './records.store.ts';

/** What may be read of a credential: what it is and how it stands; what it says of the person only for holder and issuer. */
export interface CredentialView {
  readonly row: CredentialRow;
  readonly issuer: string;
  readonly record: { readonly id: string; readonly state: string } | null;
  /** The whole SD-JWT; only where the caller may have it and the person was not erased. */
  readonly credential: string | undefined;
  /** Of the event by which it was issued. */
  readonly log: LogReceipt | null;
}

export interface SearchRequest {
  readonly identityNumber: IdentityNumber;
  readonly purpose: string;
  readonly caseReference: string;
}

export interface Reading {
  /**
   * The whole SD-JWT is for an officer of the issuing authority; its systems and a regulator of this side get the facts. The look is on
   * record, as it is in `list` and `search`. @throws Fault `not-found`
   */
  get(id: string, from: Asker): Promise<CredentialView>;
  /** As it is handed over to whoever asked for it to be issued, once and at every replay; with the proof of the log if it comes in time. */
  issued(id: string, caller: Caller, waitSeconds: number): Promise<CredentialView>;
  list(
    page: { limit: string | undefined; cursor: string | undefined },
    from: Asker,
  ): Promise<{ items: CredentialView[]; next: string | null }>;
  ofHolder(keyThumbprint: string): Promise<CredentialView[]>;
  /** The whole SD-JWT of one that is bound to the key; undefined for another's, and once its person was erased or restricted. */
  own(reader: Reader, id: string, keyThumbprint: string): Promise<string | undefined>;
  /** An issuing authority finds a person's credentials of its own in order to act on them; the look-up is on record. */
  search(request: SearchRequest, from: Asker): Promise<CredentialView[]>;
}

const listName = 'credentials';

export function createReading(deps: CredentialsDependencies, issuing: Issuing): Reading {
  const { db, cursors, node, receipts } = deps;

  async function views(rows: readonly CredentialRow[], whole: boolean): Promise<CredentialView[]> {
    const ids = rows.map(({ id }) => id);
    const logged = await receipts.ofCredentials(db, ids);
    return Promise.all(rows.map((row) => view(row, whole, logged.get(row.id) ?? null)));
  }

  async function view(row: CredentialRow, whole: boolean, log: LogReceipt | null): Promise<CredentialView> {
    const record = row.recordId === null ? undefined : await findRecord(db, row.recordId);
    return {
      row,
      log,
      issuer: issuerOf(node.origin, row.authority),
      record: record ? { id: record.id, state: recordStateName(record.value) } : null,
      credential: whole ? await issuing.complete(db, row) : undefined,
    };
  }

  async function oneView(row: CredentialRow, whole: boolean): Promise<CredentialView> {
    return view(row, whole, (await receipts.ofCredentials(db, [row.id])).get(row.id) ?? null);
  }

  return {
    async get(id, from) {
      const { caller } = from;
      const row = await findCredential(db, id);
      if (!row || row.issuerJwt === null || !mayRead(row.authority, caller, node))
        throw new Fault('not-found');
      const ofIssuer = caller.kind === 'officer' && caller.organisation.authority === row.authority;
      const contentClass = ofIssuer ? 'identified' : 'pseudonymous';
      await recordLook(deps, from, { rows: [row], result: 'credential', contentClass });
      return oneView(row, ofIssuer);
    },
    async issued(id, caller, waitSeconds) {
      const row = await findCredential(db, id);
      const own = 'organisation' in caller && caller.organisation.authority === row?.authority;
      if (!row || row.issuerJwt === null || !own) throw new Fault('not-found');
      const issued = await oneView(row, true);
      return issued.log === null
        ? issued
        : { ...issued, log: await receipts.withProof(issued.log, waitSeconds) };
    },
    async list({ limit, cursor }, from) {
      const { authority } = from.caller.organisation;
      if (authority === null) throw new Fault('not-found');
      const rows = pageLimit(limit);
      const scope = `${listName}:${authority}`;
      const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
      const found = await listOfAuthority(db, { authority, after, limit: rows + 1 });
      await recordListing(deps, from, found.slice(0, rows));
      const items = await views(found.slice(0, rows), false);
      const last = items.at(-1);
      return { items, next: found.length > rows && last ? cursors.encode(scope, last.row.id) : null };
    },
    ofHolder: async (keyThumbprint) => views(await listOfHolder(db, keyThumbprint), true),
    async own(reader, id, keyThumbprint) {
      const row = await findCredential(reader, id);
      return row?.holderThumbprint === keyThumbprint ? issuing.complete(reader, row) : undefined;
    },
    search: async (request, from) => views(await lookUp(deps, request, from), false),
  };
}

async function lookUp(
  deps: CredentialsDependencies,
  { identityNumber, purpose, caseReference }: SearchRequest,
  { caller, requestId }: Asker,
): Promise<CredentialRow[]> {
  const { db, vault, events, node } = deps;
  const { authority } = caller.organisation;
  if (authority === null) throw new Fault('not-found');
  const subjects = await vault.findByIdentityNumber(db, identityNumber);
  const rows = await listOfSubjects(db, authority, subjects);
  const role = caller.roles[0] ?? 'home-registrar';
  const act = actOf({ caller, requestId }, { role, purpose, caseReference });
  await db.transaction(async (tx) => {
    // Also a look that found nothing of this authority's is one that the person may ask about.
    for (const subjectId of subjects.length > 0 ? subjects : [null]) {
      const found = rows.filter((row) => row.subjectId === subjectId).length;
      await events.append(tx, act, {
        type: 'person.looked-up',
        issuer: issuerOf(node.origin, authority),
        subjectId,
        objectType: 'search',
        objectId: requestId,
        facts: { outcome: found > 0 ? 'found' : 'not-found', count: found },
        details: { by: identityNumber.type, found },
      });
    }
  });
  const result = rows.length > 0 ? 'found' : 'not-found';
  const look = { rows, result, contentClass: 'pseudonymous', purpose, caseReference } as const;
  await recordLook(deps, { caller, requestId }, look);
  return rows;
}
