import type { Caller } from '../kernel/caller.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { pageLimit } from '../platform/paging.ts';
import type { ApplicationSummary } from './application.schema.ts';
import { summaryOf } from './application-answer.ts';
import { type ListScope, listApplications } from './applications.store.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import type { ApplicationState } from './life-cycle.ts';

export interface ListRequest {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly state?: ApplicationState | undefined;
}

export interface ApplicationsPage {
  readonly items: readonly ApplicationSummary[];
  readonly next: string | null;
}

/** Those that the caller may see, the newest first. @throws Fault `cursor-invalid` */
export async function listFor(
  { db, node, clock, cursors }: RecognitionDependencies,
  { limit, cursor, state }: ListRequest,
  caller: Caller,
): Promise<ApplicationsPage> {
  const scope = scopeOf(caller, { at: clock.now(), side: node.jurisdiction });
  if (scope === undefined) return { items: [], next: null };
  const name = `listApplications ${scopeName(scope)} ${state ?? ''}`;
  const size = pageLimit(limit);
  const rows = await listApplications(db, {
    scope,
    states: state && [state],
    before: cursor === undefined ? undefined : cursors.decode(name, cursor),
    limit: size + 1,
  });
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return {
    items: items.map((each) => summaryOf(each, node.origin)),
    next: rows.length > size && last !== undefined ? cursors.encode(name, last.id) : null,
  };
}

/** Whose applications the caller sees; undefined for nobody's. Of several roles the first that fits decides. */
function scopeOf(
  caller: Caller,
  { at, side }: { readonly at: Date; readonly side: Jurisdiction },
): ListScope | undefined {
  if (caller.kind === 'public' || caller.kind === 'wallet') return undefined;
  if (caller.kind === 'holder') return { kind: 'holder', holderThumbprint: caller.keyThumbprint };
  const { roles, organisation } = caller;
  const assesses = roles.includes('host-assessor') || roles.includes('host-approver');
  if (caller.kind === 'officer' && assesses && organisation.authority !== null)
    return { kind: 'authority', authority: organisation.authority };
  if (roles.includes('regulator') && organisation.jurisdiction === side) return { kind: 'all' };
  return roles.includes('hr-system') ? { kind: 'relay', organisationId: organisation.id, at } : undefined;
}

function scopeName(scope: ListScope): string {
  switch (scope.kind) {
    case 'authority':
      return scope.authority;
    case 'holder':
      return scope.holderThumbprint;
    case 'relay':
      return scope.organisationId;
    case 'all':
      return 'all';
  }
}
