import type { Caller } from '../kernel/caller.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';

/** The authority itself, and a regulator of this side: the other side's sees what crosses, no more (domain 3.5). */
export function mayRead(
  authority: string,
  caller: Caller,
  node: { readonly jurisdiction: Jurisdiction },
): boolean {
  if (caller.kind !== 'client' && caller.kind !== 'officer') return false;
  return caller.organisation.authority === authority || isRegulatorHere(caller, node);
}

export function isRegulatorHere(
  { roles, organisation }: Extract<Caller, { kind: 'client' | 'officer' }>,
  { jurisdiction }: { readonly jurisdiction: Jurisdiction },
): boolean {
  return roles.includes('regulator') && organisation.jurisdiction === jurisdiction;
}
