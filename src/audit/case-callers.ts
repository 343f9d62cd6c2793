import type { Caller, Officer } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';

/** Who may open, read and decide a case. */

/** Whose cases somebody sees: those of an organisation, those on credentials of an issuer, or all. */
export interface CaseSight {
  readonly organisationId?: string;
  readonly issuer?: string;
}

/** @throws Fault `officer-required`: to lift a pseudonym is a person's to ask for and to decide */
export function officerOf(caller: Caller): Officer {
  if (caller.kind === 'officer') return caller;
  throw new Fault('officer-required');
}

/** @throws Fault `disclosure-other-side` */
export function approverRole(
  { roles, organisation }: Officer,
  { jurisdiction }: Pick<NodeIdentity, 'jurisdiction'>,
): 'regulator' | 'privacy-officer' {
  if (organisation.jurisdiction !== jurisdiction) throw new Fault('disclosure-other-side');
  return roles.includes('regulator') ? 'regulator' : 'privacy-officer';
}

/** Their own across the boundary; on this side all, but of an authority's privacy officer those on what it issued. */
export function caseSight(
  caller: Caller,
  { jurisdiction, origin }: Pick<NodeIdentity, 'jurisdiction' | 'origin'>,
): CaseSight {
  if (caller.kind !== 'officer' && caller.kind !== 'client') throw new Fault('not-found');
  const { organisation, roles } = caller;
  if (organisation.jurisdiction !== jurisdiction) return { organisationId: organisation.id };
  if (organisation.authority === null || roles.includes('regulator')) return {};
  return { issuer: issuerOf(origin, organisation.authority) };
}

export function seesCase(
  { organisationId, issuer }: CaseSight,
  row: { readonly organisationId: string; readonly issuer: string },
): boolean {
  return (
    (organisationId === undefined || organisationId === row.organisationId) &&
    (issuer === undefined || issuer === row.issuer)
  );
}
