import { type Caller, type Purpose, type Role, rolesOf } from '../kernel/caller.ts';
import { holderPurposes, roleRules, walletPurposes } from './roles.ts';

/** What an operation asks of its caller; the shape that every operation states. */
export interface Demand {
  readonly roles: readonly Role[];
  readonly scope: string | null;
  readonly purpose: Purpose;
}

/** May anybody call? Then a token is welcome, and still has to be a good one. */
export function isOpen({ roles, scope }: Demand): boolean {
  return scope === null && (roles.includes('public') || roles.includes('peer'));
}

/** Role and scope and purpose, all three. What nothing grants is refused. */
export function isPermitted(caller: Caller, demand: Demand): boolean {
  if (isOpen(demand)) return true;
  if (caller.kind === 'public' || demand.scope === null || !caller.scopes.includes(demand.scope))
    return false;
  return rolesOf(caller).some(
    (role) => demand.roles.includes(role) && isForPurpose(caller, role, demand.purpose),
  );
}

/** An organisation must be registered for what the operation is for, or for what the role is always for: a regulator supervises. */
function isForPurpose(caller: Exclude<Caller, { kind: 'public' }>, role: Role, purpose: Purpose): boolean {
  if (caller.kind === 'holder') return holderPurposes.includes(purpose);
  if (caller.kind === 'wallet') return walletPurposes.includes(purpose);
  return caller.organisation.purposes.includes(roleRules[role].purpose ?? purpose);
}
