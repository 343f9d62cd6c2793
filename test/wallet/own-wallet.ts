import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { walletProofType } from '../../src/wallet/key-proof.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import type { TestNode } from '../support/border.ts';
import { ask, nonceOf } from './offering.ts';

/** A wallet made by hand, which can be wrong in every way. */

export interface ProofParts {
  readonly key: SoftwareSigner;
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

export async function proofParts(
  hk: TestNode,
  { authority = 'demo-hk-registrar', nonce }: { authority?: string; nonce?: string } = {},
): Promise<ProofParts> {
  const key = softwareSigner();
  return {
    key,
    header: { typ: walletProofType, jwk: key.jwk },
    claims: {
      aud: `${hk.origin}/authorities/${authority}`,
      iat: epochSeconds(hk.contexts.clock.now()),
      nonce: nonce ?? (await nonceOf(hk, authority)),
    },
  };
}

export function proofOf({ key, header, claims }: ProofParts): Promise<string> {
  return signCompactJws(header, claims, key);
}

/** A request with good proofs, for as many new keys. */
export async function goodRequest(
  hk: TestNode,
  { keys = 1, ...of }: { keys?: number; authority?: string } = {},
) {
  const nonce = await nonceOf(hk, of.authority);
  const parts = await Promise.all(Array.from({ length: keys }, () => proofParts(hk, { ...of, nonce })));
  const jwt = await Promise.all(parts.map(proofOf));
  return { body: { credential_configuration_id: 'home-attestation', proofs: { jwt } }, parts };
}

export const askCredential = (hk: TestNode, token: string, body: unknown) =>
  ask(hk, 'credential', { token, body });

/** The claims that a credential says openly. */
export function payloadOf(sdJwt: string) {
  return Object(JSON.parse(Buffer.from(sdJwt.split('.')[1] ?? '', 'base64url').toString('utf8')));
}
