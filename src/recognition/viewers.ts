import type { Caller } from '../kernel/caller.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Application } from './application.ts';

/** As what somebody looks at an application. */
export const viewers = ['holder', 'relay', 'officer', 'regulator'] as const;
export type Viewer = (typeof viewers)[number];

/** Undefined for whom the application does not exist: another holder, another authority, the regulator of the other side. */
export function viewerOf(
  caller: Caller,
  application: Pick<Application, 'authority' | 'holderThumbprint' | 'relayedBy' | 'relayedUntil'>,
  { node, now }: { readonly node: Pick<NodeIdentity, 'jurisdiction'>; readonly now: Date },
): Viewer | undefined {
  if (caller.kind === 'public' || caller.kind === 'wallet') return undefined;
  if (caller.kind === 'holder')
    return caller.keyThumbprint === application.holderThumbprint ? 'holder' : undefined;
  const { organisation, roles } = caller;
  const assesses = roles.includes('host-assessor') || roles.includes('host-approver');
  if (caller.kind === 'officer' && assesses && organisation.authority === application.authority)
    return 'officer';
  if (roles.includes('regulator') && organisation.jurisdiction === node.jurisdiction) return 'regulator';
  const { relayedBy, relayedUntil } = application;
  const relays = relayedBy === organisation.id && relayedUntil !== null && now < relayedUntil;
  return relays && roles.includes('hr-system') ? 'relay' : undefined;
}
