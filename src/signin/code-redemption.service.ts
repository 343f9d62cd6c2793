import { sha256, sha256Base64url } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import type { Transaction } from '../platform/database.ts';
import type { WalletTokenRequest } from '../access/index.ts';
import { type AuthorizationCodeRow, lockCode, markCodeRedeemed } from './authorization.store.ts';
import type { WalletClient } from './clients.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import { lockOfferCode, markRedeemed, takeIssuerState } from './offer-codes.store.ts';
import { issuerStateOf, offerCodeOf } from './secrets.ts';
import type { WalletGrant } from './wallet-grant.ts';
import type { WalletGrants } from './wallet-grants.service.ts';

type CodeRefusal =
  | 'code'
  | 'offer'
  | 'client_id'
  | 'redirect_uri'
  | 'code_verifier'
  | 'DPoP key'
  | 'attestation';

type Shown = Pick<WalletTokenRequest, 'parameters' | 'dpopThumbprint'> & { readonly client: WalletClient };

/**
 * RFC 6749 section 4.1.3 with RFC 7636 section 4.6 and RFC 9449 section 10. Of two who redeem at once one gets the grant; whoever comes with a
 * code that was redeemed ends it, for one of the two has stolen the code.
 */
export function createCodeRedemption(
  deps: SigninDependencies & { readonly grants: WalletGrants },
): (request: WalletTokenRequest, client: WalletClient) => Promise<WalletGrant> {
  const { db, clock, grants } = deps;
  return async (request, client) => {
    const { code } = request.parameters;
    if (code === undefined) throw malformed('code is missing');
    if (client.clientId === null) throw malformed('client_id is missing');
    const { requestId } = request;
    const digest = sha256(code);
    const made = await db.transaction(async (tx): Promise<WalletGrant | CodeRefusal> => {
      const row = await lockCode(tx, digest);
      if (row?.grantId) await grants.revoke(tx, row.grantId, { reasonCode: 'code-replayed', requestId });
      if (!row || row.redeemedAt !== null || row.expiresAt <= clock.now()) return 'code';
      const refusal = refusalOf(row, { ...request, client });
      if (refusal !== undefined) return refusal;
      const { asked, subjectId, holderThumbprint } = row;
      const offerCode = asked.offer ? await takeOffer(tx, deps, asked.offer.offerId) : null;
      if (offerCode === undefined) return 'offer';
      const grant = await grants.make(tx, {
        authority: asked.authority,
        configurations: asked.configurations,
        detailed: asked.detailed,
        basis: asked.offer ? { kind: 'offer', offerId: asked.offer.offerId } : { kind: 'subject', subjectId },
        clientId: asked.clientId,
        dpopThumbprint: request.dpopThumbprint,
        holderThumbprint,
        requestId,
      });
      const redeemed = { grantId: grant.id, at: grant.createdAt };
      await markCodeRedeemed(tx, digest, redeemed);
      if (offerCode !== null) await markRedeemed(tx, offerCode, redeemed);
      return grant;
    });
    if (typeof made === 'string') throw new Fault('oauth-invalid-grant', { values: { reason: made } });
    return made;
  };
}

/**
 * One grant comes of an offer, by whichever of its codes. Gives the digest of its pre-authorized code, null where it has none; undefined
 * once it was taken up. Locked in the order in which the other grant type locks.
 */
async function takeOffer(
  tx: Transaction,
  { key }: SigninDependencies,
  offerId: string,
): Promise<Uint8Array | null | undefined> {
  const code = await lockOfferCode(tx, sha256(offerCodeOf(key, offerId)));
  if (!(await takeIssuerState(tx, sha256(issuerStateOf(key, offerId))))) return undefined;
  return code?.digest ?? null;
}

function refusalOf(
  { asked }: AuthorizationCodeRow,
  { parameters, dpopThumbprint, client }: Shown,
): CodeRefusal | undefined {
  const { redirect_uri: redirectUri, code_verifier: verifier } = parameters;
  if (client.clientId !== asked.clientId) return 'client_id';
  if (client.attester !== asked.attester) return 'attestation';
  if (redirectUri !== asked.redirectUri) return 'redirect_uri';
  // RFC 7636 section 4.1.
  const isVerifier = verifier !== undefined && /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  if (!isVerifier || sha256Base64url(verifier) !== asked.codeChallenge) return 'code_verifier';
  if (asked.dpopThumbprint !== null && asked.dpopThumbprint !== dpopThumbprint) return 'DPoP key';
  return undefined;
}

function malformed(reason: string): Fault {
  return new Fault('oauth-invalid-request', { values: { reason } });
}
