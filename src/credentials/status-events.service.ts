import { type Caller, callerName, type Member } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { pageLimit } from '../platform/paging.ts';
import { type Approving, createApproving } from './approving.service.ts';
import { createDeciding, type Deciding } from './deciding.service.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { mayRead } from './readers.ts';
import { findStatusEvent, proposalsOf, type StatusEventRow, statusEventsOf } from './status-events.store.ts';

export interface StatusEvents extends Deciding, Approving {
  /** @throws Fault `not-found`, also for what is another authority's */
  get(id: string, caller: Caller): Promise<StatusEventRow>;
  /** All that was decided or proposed about an object, as far as the caller may read it. */
  about(of: { type: 'record' | 'credential'; id: string }, caller: Caller): Promise<StatusEventRow[]>;
  /** What waits for a second person of the caller's authority. */
  proposals(
    page: { limit: string | undefined; cursor: string | undefined },
    caller: Member,
  ): Promise<{ items: StatusEventRow[]; next: string | null }>;
}

export function createStatusEvents(deps: CredentialsDependencies): StatusEvents {
  const { db, cursors, node } = deps;
  return {
    ...createDeciding(deps),
    ...createApproving(deps),
    async get(id, caller) {
      const found = await findStatusEvent(db, id);
      const own = caller.kind === 'holder' && found?.decidedBy === callerName(caller);
      if (!found || !(own || mayRead(found.authority, caller, node))) throw new Fault('not-found');
      return found;
    },
    async about({ type, id }, caller) {
      const found = await statusEventsOf(db, type, id);
      return found.filter(({ authority }) => mayRead(authority, caller, node));
    },
    async proposals({ limit, cursor }, { organisation: { authority } }) {
      if (authority === null) throw new Fault('not-found');
      const rows = pageLimit(limit);
      const scope = `status-proposals:${authority}`;
      const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
      const found = await proposalsOf(db, { authority, after, limit: rows + 1 });
      const items = found.slice(0, rows);
      const last = items.at(-1);
      return { items, next: found.length > rows && last ? cursors.encode(scope, last.id) : null };
    },
  };
}
