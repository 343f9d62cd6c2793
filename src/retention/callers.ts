import type { Caller, Officer } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { SubjectFacts } from './due.ts';
import type { PlacingRole } from './vocabulary.ts';

/** @throws Fault `officer-required`: to restrict somebody or to hold back an erasure is a person's to decide */
export function officerOf(caller: Caller): Officer {
  if (caller.kind === 'officer') return caller;
  throw new Fault('officer-required');
}

/** In which role they act, or read. @throws Fault `retention-other-side` */
export function roleHere(caller: Caller, { jurisdiction }: NodeIdentity): PlacingRole {
  if (caller.kind !== 'officer' && caller.kind !== 'client') throw new Fault('officer-required');
  if (caller.organisation.jurisdiction !== jurisdiction) throw new Fault('retention-other-side');
  return caller.roles.includes('regulator') ? 'regulator' : 'privacy-officer';
}

/** A regulator's and the node's own are for everybody here; an authority's are for the persons that it has met. */
export function mayActOn(caller: Caller, { credentials, applications }: SubjectFacts): boolean {
  if (caller.kind !== 'officer' && caller.kind !== 'client') return false;
  const { authority } = caller.organisation;
  if (authority === null || caller.roles.includes('regulator')) return true;
  return [...credentials, ...applications].some((each) => each.authority === authority);
}
