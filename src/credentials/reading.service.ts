import type { Caller, Member } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { actOf } from '../platform/act.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
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
import { recordStateName } from './life-cycle.ts';
import { findRecord } from './records.store.ts';

/** What may be read of a credential: what it is and how it stands; what it says of the person only for holder and issuer. */
export interface CredentialView {
  readonly row: CredentialRow;
  readonly issuer: string;
  readonly record: { readonly id: string; readonly state: string } | null;
  /** The whole SD-JWT; only where the caller may have it and the person was not erased. */
  readonly credential: string | undefined;
}

export interface SearchRequest {
  readonly identityNumber: IdentityNumber;
  readonly purpose: string;
  readonly caseReference: string;
}

export interface Reading {
  /** @throws Fault `not-found`, also for what is another authority's */
  get(id: string, caller: Caller): Promise<CredentialView>;
  list(
    page: { limit: string | undefined; cursor: string | undefined },
    caller: Member,
  ): Promise<{ items: CredentialView[]; next: string | null }>;
  ofHolder(keyThumbprint: string): Promise<CredentialView[]>;
  /** An issuing authority finds a person's credentials of its own in order to act on them; the look-up is on record. */
  search(request: SearchRequest, from: { caller: Member; requestId: string }): Promise<CredentialView[]>;
}

const listName = 'credentials';

export function createReading(deps: CredentialsDependencies, issuing: Issuing): Reading {
  const { db, cursors, vault, events, node } = deps;

  async function view(row: CredentialRow, whole: boolean): Promise<CredentialView> {
    const record = row.recordId === null ? undefined : await findRecord(db, row.recordId);
    return {
      row,
      issuer: issuerOf(node.origin, row.authority),
      record: record ? { id: record.id, state: recordStateName(record.value) } : null,
      credential: whole ? await issuing.complete(db, row) : undefined,
    };
  }

  return {
    async get(id, caller) {
      const row = await findCredential(db, id);
      const access = row && row.issuerJwt !== null ? accessTo(row, caller) : 'none';
      if (!row || access === 'none') throw new Fault('not-found');
      return view(row, access === 'whole');
    },
    async list({ limit, cursor }, caller) {
      const { authority } = caller.organisation;
      if (authority === null) throw new Fault('not-found');
      const rows = pageLimit(limit);
      const scope = `${listName}:${authority}`;
      const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
      const found = await listOfAuthority(db, { authority, after, limit: rows + 1 });
      const items = await Promise.all(found.slice(0, rows).map((row) => view(row, false)));
      const last = items.at(-1);
      return { items, next: found.length > rows && last ? cursors.encode(scope, last.row.id) : null };
    },
    async ofHolder(keyThumbprint) {
      const rows = await listOfHolder(db, keyThumbprint);
      return Promise.all(rows.map((row) => view(row, true)));
    },
    async search({ identityNumber, purpose, caseReference }, { caller, requestId }) {
      const { authority } = caller.organisation;
      if (authority === null) throw new Fault('not-found');
      const subjects = await vault.findByIdentityNumber(db, identityNumber);
      const rows = await listOfSubjects(db, authority, subjects);
      const act = actOf(
        { caller, requestId },
        { role: caller.roles[0] ?? 'home-registrar', purpose, caseReference },
      );
      await db.transaction((tx) =>
        events.append(tx, act, {
          type: 'person.looked-up',
          issuer: issuerOf(node.origin, authority),
          subjectId: rows[0]?.subjectId ?? null,
          objectType: 'search',
          objectId: requestId,
          details: { by: identityNumber.type, found: rows.length },
        }),
      );
      return Promise.all(rows.map((row) => view(row, false)));
    },
  };
}

function accessTo(row: CredentialRow, caller: Caller): 'whole' | 'facts' | 'none' {
  switch (caller.kind) {
    case 'public':
      return 'none';
    case 'holder':
      return caller.keyThumbprint === row.holderThumbprint ? 'whole' : 'none';
    case 'client':
    case 'officer':
      if (caller.organisation.authority === row.authority) return 'whole';
      return caller.roles.includes('regulator') ? 'facts' : 'none';
  }
}
