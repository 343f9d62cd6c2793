import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { WalletGrant } from '../signin/index.ts';
import { batchSize, type CredentialRequest } from './credential-request.schema.ts';
import type { WalletDependencies } from './dependencies.ts';
import { readKeyAttestation } from './key-attestation.ts';
import { type ProofReading, readWalletProof } from './key-proof.ts';
import { readNonce } from './nonce.ts';
import type { ConfigurationId } from './vocabulary.ts';

export interface ProvenKeys {
  readonly keys: readonly PublicJwk[];
  /** Good until then, and used up with the issuance. */
  readonly nonces: readonly { readonly digest: Uint8Array; readonly expiresAt: Date }[];
}

type Deps = Pick<WalletDependencies, 'key' | 'clock' | 'node' | 'attesters' | 'keyRequirements'>;
type Proven = Pick<ProvenKeys, 'keys'> & { readonly nonces: readonly string[] };

/**
 * The keys that a request proves, in the order of its proofs (OpenID4VCI 1.0 section 8.2 and appendix F).
 * @throws Fault `vci-invalid-proof`, `vci-invalid-nonce`, `vci-invalid-credential-request`
 */
export function provenKeys(
  deps: Deps,
  { grant, configuration }: { readonly grant: WalletGrant; readonly configuration: ConfigurationId },
  proofs: CredentialRequest['proofs'],
): ProvenKeys {
  // Every configuration here binds to a key, so that proofs are required.
  if (!proofs) throw invalidProof('proofs is missing');
  if (Object.keys(proofs).length !== 1) throw invalidProof('proofs must hold exactly one proof type');
  const { jwt, attestation } = proofs;
  if ((jwt ?? attestation)?.length === 0) throw invalidProof('the proofs are empty');
  const { keys, nonces } = jwt
    ? ofProofs(deps, { grant, configuration, jwt })
    : ofAttestation(deps, configuration, attestation);
  if (new Set(keys.map(thumbprint)).size < keys.length) throw invalidProof('one key twice');
  if (keys.length > batchSize) throw tooMany();
  const now = deps.clock.now();
  const used = [...new Set(nonces)].map((nonce) => {
    const expiresAt = readNonce(deps.key, nonce, { authority: grant.authority, now });
    if (!expiresAt) throw new Fault('vci-invalid-nonce');
    return { digest: sha256(nonce), expiresAt };
  });
  return { keys, nonces: used };
}

interface Given {
  readonly grant: WalletGrant;
  readonly configuration: ConfigurationId;
  readonly jwt: readonly string[];
}

function ofProofs(deps: Deps, { grant, configuration, jwt }: Given): Proven {
  if (jwt.length > batchSize) throw tooMany();
  const expected = {
    audience: issuerOf(deps.node.origin, grant.authority),
    clientId: grant.clientId,
    now: deps.clock.now(),
  };
  const proven = jwt.map((proof) => {
    const reading = readWalletProof(proof, expected);
    if (!reading.ok) throw invalidProof(reading.reason);
    return attestedBy(deps, configuration, reading);
  });
  return { keys: proven.flatMap(({ keys }) => keys), nonces: proven.flatMap(({ nonces }) => nonces) };
}

/** With an attestation in its header a proof stands for every key that is attested, its own among them (appendix F.1). */
function attestedBy(
  { attesters, keyRequirements, clock }: Deps,
  configuration: ConfigurationId,
  { jwk, nonce, keyAttestation }: Extract<ProofReading, { ok: true }>,
): Proven {
  const requirement = keyRequirements[configuration];
  if (keyAttestation === undefined || attesters.length === 0) {
    if (requirement) throw invalidProof('a key attestation is required');
    return { keys: [jwk], nonces: [nonce] };
  }
  const expected = { attesters, requirement, withProof: true, now: clock.now() };
  const attestation = readKeyAttestation(keyAttestation, expected);
  if (!attestation.ok) throw invalidProof(attestation.reason);
  if (!attestation.keys.some((each) => thumbprint(each) === thumbprint(jwk)))
    throw invalidProof('the key of the proof is not attested');
  return { keys: attestation.keys, nonces: [nonce, attestation.nonce] };
}

/** Appendix F.3: one attestation, and no key has to sign. */
function ofAttestation(
  { attesters, keyRequirements, clock }: Deps,
  configuration: ConfigurationId,
  given: readonly string[] | undefined,
): Proven {
  const [text] = given ?? [];
  if (text === undefined || attesters.length === 0) throw invalidProof('proof type is not supported');
  if (given?.length !== 1) throw invalidProof('exactly one attestation');
  const requirement = keyRequirements[configuration];
  const expected = { attesters, requirement, withProof: false, now: clock.now() };
  const attestation = readKeyAttestation(text, expected);
  if (!attestation.ok) throw invalidProof(attestation.reason);
  return { keys: attestation.keys, nonces: [attestation.nonce] };
}

function tooMany(): Fault {
  return new Fault('vci-invalid-credential-request', { values: { reason: 'more keys than batch_size' } });
}

function invalidProof(reason: string): Fault {
  return new Fault('vci-invalid-proof', { values: { reason } });
}
