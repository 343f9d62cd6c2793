import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { WalletGrant } from '../signin/index.ts';
import { batchSize, type CredentialRequest } from './credential-request.schema.ts';
import type { WalletDependencies } from './dependencies.ts';
import { readWalletProof } from './key-proof.ts';
import { readNonce } from './nonce.ts';

export interface ProvenKeys {
  readonly keys: readonly PublicJwk[];
  /** Good until then, and used up with the issuance. */
  readonly nonces: readonly { readonly digest: Uint8Array; readonly expiresAt: Date }[];
}

/**
 * The keys that a request proves, in the order of its proofs (OpenID4VCI 1.0 section 8.2 and appendix F).
 * @throws Fault `vci-invalid-proof`, `vci-invalid-nonce`, `vci-invalid-credential-request`
 */
export function provenKeys(
  { key, clock, node }: Pick<WalletDependencies, 'key' | 'clock' | 'node'>,
  grant: WalletGrant,
  proofs: CredentialRequest['proofs'],
): ProvenKeys {
  const given = proofsOf(proofs);
  const expected = {
    audience: issuerOf(node.origin, grant.authority),
    clientId: grant.clientId,
    now: clock.now(),
  };
  const read = given.map((proof) => {
    const reading = readWalletProof(proof, expected);
    if (!reading.ok) throw invalidProof(reading.reason);
    return reading;
  });
  const keys = read.map(({ jwk }) => jwk);
  if (new Set(keys.map(thumbprint)).size < keys.length) throw invalidProof('one key twice');
  const nonces = [...new Set(read.map(({ nonce }) => nonce))].map((nonce) => {
    const expiresAt = readNonce(key, nonce, { authority: grant.authority, now: expected.now });
    if (!expiresAt) throw new Fault('vci-invalid-nonce');
    return { digest: sha256(nonce), expiresAt };
  });
  return { keys, nonces };
}

/** Every configuration here binds to a key, so that proofs are required. */
function proofsOf(proofs: CredentialRequest['proofs']): readonly string[] {
  if (!proofs) throw invalidProof('proofs is missing');
  if (Object.keys(proofs).length !== 1) throw invalidProof('proofs must hold exactly one proof type');
  const { jwt } = proofs;
  if (!jwt) throw invalidProof('proof type is not supported');
  if (jwt.length === 0) throw invalidProof('the proofs are empty');
  if (jwt.length > batchSize)
    throw new Fault('vci-invalid-credential-request', { values: { reason: 'more proofs than batch_size' } });
  return jwt;
}

function invalidProof(reason: string): Fault {
  return new Fault('vci-invalid-proof', { values: { reason } });
}
