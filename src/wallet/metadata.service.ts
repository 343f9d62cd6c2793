import { canonicalBytes } from '../kernel/canonical-json.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { WalletDependencies } from './dependencies.ts';
import { type IssuerMetadata, issuerMetadata } from './issuer-metadata.ts';
import { requestKeysAt } from './request-key.ts';
import { configurationIds, typeOfConfiguration } from './vocabulary.ts';

export const signedMetadataType = 'openidvci-issuer-metadata+jwt';
const validSeconds = 86_400;
/** Signed again after this long, or when something changed: whoever asks does not make the node sign. */
const freshSeconds = 3_600;
const signedMax = 256;

export interface WalletMetadata {
  /** @throws Fault `not-found` for whoever has no mandate of this node now */
  of(authority: string): IssuerMetadata;
  /** OpenID4VCI 1.0 section 12.2.3. @throws Fault `not-found` */
  signed(authority: string): Promise<string>;
}

interface Signed {
  readonly digest: string;
  readonly at: number;
  readonly jwt: Promise<string>;
}

export function createWalletMetadata(deps: WalletDependencies): WalletMetadata {
  const { clock, keys, node } = deps;
  const kept = new Map<string, Signed>();
  return {
    of: (authority) => metadataOf(deps, authority),
    signed(authority) {
      const metadata = metadataOf(deps, authority);
      const signer = keys.signer('metadata');
      const chain = keys.chain(signer.kid);
      const iat = epochSeconds(clock.now());
      const digest = sha256Base64url(canonicalBytes({ metadata, kid: signer.kid, chain: chain ?? null }));
      const former = kept.get(authority);
      if (former?.digest === digest && iat - former.at < freshSeconds) return former.jwt;
      const header = { typ: signedMetadataType, kid: signer.kid, ...(chain && { x5c: [...chain] }) };
      const { credential_issuer: sub } = metadata;
      const claims = { ...metadata, iss: node.origin, sub, iat, exp: iat + validSeconds };
      const jwt = signCompactJws(header, claims, signer);
      // What failed is not kept.
      jwt.catch(() => kept.delete(authority));
      if (kept.size >= signedMax) kept.clear();
      kept.set(authority, { digest, at: iat, jwt });
      return jwt;
    },
  };
}

function metadataOf(deps: WalletDependencies, slug: string): IssuerMetadata {
  const { trust, node, clock, key, keyRequirements } = deps;
  const attests = deps.attesters.length > 0;
  const issuer = issuerOf(node.origin, slug);
  const authority = trust.view().authority(issuer);
  const now = clock.now();
  const mandated = (authority?.mandates ?? []).filter(
    ({ from, until }) => from <= now && (until === null || now < until),
  );
  const configurations = configurationIds.filter((id) =>
    mandated.some(({ vct }) => vct === typeOfConfiguration[id]),
  );
  if (!authority || configurations.length === 0) throw new Fault('not-found');
  const { names } = authority;
  const requestKeys = requestKeysAt(key, now);
  return issuerMetadata({
    origin: node.origin,
    issuer,
    names,
    configurations,
    requestKeys,
    attests,
    keyRequirements,
  });
}
