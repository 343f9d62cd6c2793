import type { Member } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { readKeyProof } from './holder-key.ts';

export interface Holder {
  readonly jwk: PublicJwk;
  readonly proof: string;
}

/** The authority that the caller acts for, when its mandate covers all of this at this instant. @throws Fault `not-mandated` */
export function mandatedAuthority(
  { trust, node, clock }: Pick<CredentialsDependencies, 'trust' | 'node' | 'clock'>,
  caller: Member,
  wanted: { readonly vct: string; readonly ids: readonly string[] },
): string {
  const { authority } = caller.organisation;
  if (authority === null) throw new Fault('not-mandated');
  const [view, iss, now] = [trust.view(), issuerOf(node.origin, authority), clock.now()];
  const covered = wanted.ids.every((id) => view.mandateAt(iss, wanted.vct, id, now) !== undefined);
  if (!covered) throw new Fault('not-mandated');
  return authority;
}

/** Gives the digest that makes the proof good for one credential. @throws Fault `key-proof-refused` */
export function requireKeyProof(
  { jwk, proof }: Holder,
  { node, clock }: Pick<CredentialsDependencies, 'node' | 'clock'>,
): Uint8Array {
  const read = readKeyProof(proof, { jwk, audience: node.origin, now: clock.now() });
  if (!read.ok) throw new Fault('key-proof-refused', { values: { reason: read.reason } });
  return read.digest;
}
