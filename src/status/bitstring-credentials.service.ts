import { signCompactJws } from '../kernel/compact-jws.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Signer } from '../kernel/ports.ts';
import { bitstringOf, type BitstringPurpose, bitstringUri, encodeBitstring } from './bitstring.ts';
import type { HeldList } from './held-list.ts';
import { type ListKind, listProfile } from './vocabulary.ts';

export interface BitstringCredentialsDependencies {
  readonly node: Pick<NodeIdentity, 'origin' | 'demonstration'>;
  readonly signer: () => Signer;
  readonly chain: (kid: string) => readonly string[] | undefined;
}

export interface BitstringCredential {
  readonly jwt: Uint8Array;
  readonly tag: string;
}

/**
 * The signed lists of bits, each taken from a signed Token Status List that this node publishes, so that the two say the same; signed
 * when one is first asked for, and once for each version.
 */
export function createBitstringCredentials(
  deps: BitstringCredentialsDependencies,
): (list: HeldList, kind: ListKind, purpose: BitstringPurpose) => Promise<BitstringCredential> {
  const known = new WeakMap<HeldList, Map<BitstringPurpose, Promise<BitstringCredential>>>();
  return (list, kind, purpose) => {
    const ofList = known.get(list) ?? new Map<BitstringPurpose, Promise<BitstringCredential>>();
    known.set(list, ofList);
    const signed = ofList.get(purpose);
    if (signed) return signed;
    const signing = sign(deps, list, { kind, purpose });
    ofList.set(purpose, signing);
    signing.catch(() => ofList.delete(purpose));
    return signing;
  };
}

/**
 * Bitstring Status List 1.0 section 2.2, secured by VC-JOSE-COSE section 3.1: the payload is the credential. The issuer is the node, which
 * keeps the lists of all its authorities, as that section allows. `iss` repeats it, so that `kid` may stay the thumbprint by which the trust
 * list names the key.
 */
async function sign(
  { node, signer, chain }: BitstringCredentialsDependencies,
  { uri, iat, exp, bytes }: HeldList,
  of: { readonly kind: ListKind; readonly purpose: BitstringPurpose },
): Promise<BitstringCredential> {
  const key = signer();
  const x5c = chain(key.kid);
  const id = bitstringUri(uri, of.purpose);
  const jwt = await signCompactJws(
    { typ: 'vc+jwt', cty: 'vc', kid: key.kid, ...(x5c && { x5c }) },
    {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: node.origin,
      iss: node.origin,
      ...(node.demonstration && { description: 'Demonstration, with synthetic people only.' }),
      validFrom: instantText(fromEpochSeconds(iat)),
      validUntil: instantText(fromEpochSeconds(exp)),
      credentialSubject: {
        id: `${id}#list`,
        type: 'BitstringStatusList',
        statusPurpose: of.purpose,
        encodedList: encodeBitstring(bitstringOf(bytes, of)),
        ttl: listProfile.ttlSeconds * 1000,
      },
    },
    key,
  );
  const octets = Buffer.from(jwt, 'latin1');
  return { jwt: octets, tag: sha256Base64url(octets).slice(0, 22) };
}
