import type { Caller, Member } from '../kernel/caller.ts';
import { callerName } from '../kernel/caller.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Database, Reader } from '../platform/database.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import { countAccessRecordsBefore } from './access-retention.store.ts';
import type { AccessRecordQuery } from './access-records.schema.ts';
import {
  type AccessRecordFilter,
  listAccessRecords,
  type NamedAccessRecord,
} from './access-records.store.ts';
import { type Page, pageOf } from './page.ts';

export interface AccessHistory {
  /** A regulator of this side reads all; everybody else the calls of their own organisation. Latest first. */
  ofMember(member: Member, query: AccessRecordQuery): Promise<Page<NamedAccessRecord>>;
  /** Who looked at what is bound to the holder's key. Latest first. */
  ofHolder(
    holder: Extract<Caller, { kind: 'holder' }>,
    query: AccessRecordQuery,
  ): Promise<Page<NamedAccessRecord>>;
  /** For the reading room, which pages by itself. Latest first. */
  search(reader: Reader, filter: AccessRecordFilter): Promise<readonly NamedAccessRecord[]>;
  /** How many were made before an instant. */
  countBefore(reader: Reader, at: Date): Promise<number>;
}

export function createAccessHistory(deps: {
  readonly db: Database;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
}): AccessHistory {
  const { db, cursors, node } = deps;
  async function page(
    caller: Caller,
    { limit, cursor, from, until }: AccessRecordQuery,
    whose: Pick<AccessRecordFilter, 'organisationId' | 'holderThumbprint'>,
  ): Promise<Page<NamedAccessRecord>> {
    const scope = `access-records:${callerName(caller)}`;
    const rows = pageLimit(limit);
    const found = await listAccessRecords(db, {
      ...whose,
      from: from === undefined ? undefined : new Date(from),
      until: until === undefined ? undefined : new Date(until),
      before: cursor === undefined ? undefined : cursors.decode(scope, cursor),
      limit: rows + 1,
    });
    return pageOf(found, rows, (last) => cursors.encode(scope, last.id));
  }
  return {
    ofMember(member, query) {
      const { organisation, roles } = member;
      const readsAll = roles.includes('regulator') && organisation.jurisdiction === node.jurisdiction;
      return page(member, query, readsAll ? {} : { organisationId: organisation.id });
    },
    search: listAccessRecords,
    countBefore: countAccessRecordsBefore,
    ofHolder: (holder, query) => page(holder, query, { holderThumbprint: holder.keyThumbprint }),
  };
}
