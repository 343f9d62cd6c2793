import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import type { Transaction } from '../platform/database.ts';
import type { WalletTokenRequest } from '../access/index.ts';
import { readAuthorizationDetails, refusedDetails } from './authorization-details.ts';
import type { WalletClient } from './clients.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import { type OfferCodeRefusal, refusalOfOfferCode, txCodeAttempts } from './offer-code.ts';
import {
  insertIssuerState,
  insertOfferCode,
  lockOfferCode,
  markRedeemed,
  type OfferCodeRow,
  takeAttempt,
  takeIssuerState,
} from './offer-codes.store.ts';
import { issuerStateOf, offerCodeOf, txCodeDigest } from './secrets.ts';
import type { CredentialConfigurationId, WalletGrant } from './wallet-grant.ts';
import type { WalletGrants } from './wallet-grants.service.ts';

export interface OfferedCode {
  readonly offerId: string;
  readonly authority: string;
  readonly configurations: readonly CredentialConfigurationId[];
  readonly expiresAt: Date;
}

/** Codes for what an authority offers. Each is derived from the offer: giving it again gives the same, and changes nothing. */
export interface Offers {
  /** The `pre-authorized_code`. The person hears the transaction code another way, and must then send it. */
  offerCode(tx: Transaction, offer: OfferedCode & { readonly txCode?: string }): Promise<string>;
  /** The `issuer_state` of an offer by authorization code, which only this person can take up. */
  issuerState(tx: Transaction, offer: OfferedCode & { readonly subjectId: string }): Promise<string>;
}

export function createOffers({ key }: SigninDependencies): Offers {
  return {
    async offerCode(tx, { txCode, configurations, ...offer }) {
      const code = offerCodeOf(key, offer.offerId);
      await insertOfferCode(tx, {
        ...offer,
        configurations: [...configurations],
        digest: sha256(code),
        txCodeDigest: txCode === undefined ? null : txCodeDigest(key, code, txCode),
        attemptsLeft: txCodeAttempts,
      });
      return code;
    },
    async issuerState(tx, { configurations, ...offer }) {
      const state = issuerStateOf(key, offer.offerId);
      await insertIssuerState(tx, {
        ...offer,
        configurations: [...configurations],
        digest: sha256(state),
      });
      return state;
    },
  };
}

/** OpenID4VCI 1.0 section 6.1. A wrong transaction code is counted whatever else happens; of two who redeem at once one gets the grant. */
export function createOfferRedemption(
  deps: SigninDependencies & { readonly grants: WalletGrants },
): (request: WalletTokenRequest, client: WalletClient) => Promise<WalletGrant> {
  const { db, clock, key, grants } = deps;
  return async ({ parameters, dpopThumbprint, requestId }, { clientId }) => {
    const { 'pre-authorized_code': code, tx_code: txCode, authorization_details: details } = parameters;
    if (code === undefined) throw malformed('pre-authorized_code is missing');
    const asked = details === undefined ? undefined : readAuthorizationDetails(details).configurations;
    const digest = sha256(code);
    const sent = txCode === undefined ? undefined : txCodeDigest(key, code, txCode);
    const made = await db.transaction(async (tx): Promise<WalletGrant | OfferCodeRefusal> => {
      const row = await lockOfferCode(tx, digest);
      const refusal = refusalOfOfferCode(row, { txCode: sent, now: clock.now() });
      if (!row || refusal !== undefined) {
        if (refusal === 'tx_code wrong') await takeAttempt(tx, digest);
        return refusal ?? 'code';
      }
      const grant = await grants.make(tx, {
        authority: row.authority,
        configurations: within(row, asked),
        detailed: asked !== undefined,
        basis: { kind: 'offer', offerId: row.offerId },
        clientId,
        dpopThumbprint,
        holderThumbprint: null,
        requestId,
      });
      await markRedeemed(tx, digest, { grantId: grant.id, at: grant.createdAt });
      // The same offer by authorization code is over with it.
      await takeIssuerState(tx, sha256(issuerStateOf(key, row.offerId)));
      return grant;
    });
    if (typeof made === 'string') throw faultOf(made);
    return made;
  };
}

function within(
  { configurations }: OfferCodeRow,
  asked: readonly CredentialConfigurationId[] | undefined,
): readonly CredentialConfigurationId[] {
  if (asked?.some((id) => !configurations.includes(id)) === true) throw refusedDetails('not in the offer');
  return asked ?? configurations;
}

function faultOf(refusal: OfferCodeRefusal): Fault {
  switch (refusal) {
    case 'code':
    case 'tx_code wrong':
      return new Fault('oauth-invalid-grant', { values: { reason: refusal } });
    case 'tx_code missing':
    case 'tx_code unexpected':
      return malformed(refusal);
  }
}

function malformed(reason: string): Fault {
  return new Fault('oauth-invalid-request', { values: { reason } });
}
