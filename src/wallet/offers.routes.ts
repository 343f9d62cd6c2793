import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { instantText } from '../kernel/instants.ts';
import { memberOf } from '../kernel/member.ts';
import type { Router } from '../platform/router.ts';
import { exampleAwardOffer, exampleRecognitionOffer } from './examples.ts';
import type { OfferToHandOver, OfferView } from './offers.service.ts';
import {
  applicationOfferParams,
  applicationParams,
  awardOfferRequest,
  credentialOfferBody,
  handleParams,
  offerFacts,
  offerMade,
  offerParams,
  recognitionOfferRequest,
} from './offers.schema.ts';
import type { ConfigurationId } from './vocabulary.ts';
import type { WalletContext } from './wallet.service.ts';

const tag = 'Wallets';
const scope = 'offers:write';
const made = { 201: { description: 'The offer, with everything that its person needs.', schema: offerMade } };

const ofRegistrar = { roles: ['home-registrar'], scope, purpose: 'attestation' } as const;
const ofHost = { roles: ['host-assessor', 'host-approver'], scope, purpose: 'recognition' } as const;

export function offerRoutes(router: Router, wallet: WalletContext): void {
  mountAwardOffer(router, wallet);
  mountRecognitionOffer(router, wallet);
  mountReading(router, wallet);
  mountRevoking(router, wallet);
  mountFetching(router, wallet);
}

function mountAwardOffer(router: Router, { offers }: WalletContext): void {
  router.mountCreation(
    {
      id: 'offerAttestation',
      method: 'POST',
      path: '/v1/credential-offers',
      tag,
      summary: 'Offer an attestation to a wallet',
      description:
        'What would be attested, without a key: record and person are checked now, and the credential is issued to the keys that the wallet brings. Hand over link or QR code, and the transaction code by another way.',
      access: ofRegistrar,
      body: awardOfferRequest,
      bodyExamples: { offer: { value: exampleAwardOffer } },
      answers: made,
      faults: [
        'not-mandated',
        'qualification-unknown',
        'identity-conflict',
        'award-of-another',
        'record-ended',
        'standing-differs',
        'subject-erased',
        'subject-restricted',
      ],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        offers.offerAward(body, { caller: memberOf(caller), requestId, claim }),
      render: async (reference) => madeAnswer(await offers.handOver(reference)),
      location: (reference) => `/v1/credential-offers/${reference}`,
    },
  );
}

function mountRecognitionOffer(router: Router, { offers }: WalletContext): void {
  router.mountCreation(
    {
      id: 'offerRecognition',
      method: 'POST',
      path: '/v1/applications/:id/credential-offers',
      tag,
      summary: 'Offer a recognition to a wallet',
      description:
        'The recognition of this application, also while it waits for a decision: then the wallet waits with it. The keys of the wallet need not be that of the application.',
      access: ofHost,
      params: applicationParams,
      body: recognitionOfferRequest,
      bodyExamples: { offer: { value: exampleRecognitionOffer } },
      answers: made,
      faults: ['not-found', 'offer-not-possible', 'subject-erased', 'subject-restricted'],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        offers.offerRecognition(params.id, body, { caller: memberOf(caller), requestId, claim }),
      render: async (reference) => madeAnswer(await offers.handOver(reference)),
      location: () => null,
    },
  );
}

function mountReading(router: Router, { offers }: WalletContext): void {
  const answers = { 200: { description: 'The offer, without its codes.', schema: offerFacts } };
  const read = async (id: string, caller: Caller, configuration: ConfigurationId) => ({
    status: 200,
    body: factsAnswer(await offers.get(id, { authority: authorityOf(caller), configuration })),
  });
  router.mount(
    {
      id: 'getAttestationOffer',
      method: 'GET',
      path: '/v1/credential-offers/:id',
      tag,
      summary: 'How an offered attestation stands',
      description: 'Open, redeemed, expired or revoked.',
      access: ofRegistrar,
      params: offerParams,
      answers,
      faults: ['not-found'],
    },
    ({ params, caller }) => read(params.id, caller, 'home-attestation'),
  );
  router.mount(
    {
      id: 'getRecognitionOffer',
      method: 'GET',
      path: '/v1/applications/:id/credential-offers/:offerId',
      tag,
      summary: 'How an offered recognition stands',
      description: 'Open, redeemed, expired or revoked.',
      access: ofHost,
      params: applicationOfferParams,
      answers,
      faults: ['not-found'],
    },
    ({ params, caller }) => read(params.offerId, caller, 'qualification-recognition'),
  );
}

function mountRevoking(router: Router, { offers }: WalletContext): void {
  const answers = { 204: { description: 'Revoked; also when it was before.' } };
  router.mount(
    {
      id: 'revokeAttestationOffer',
      method: 'DELETE',
      path: '/v1/credential-offers/:id',
      tag,
      summary: 'Revoke an offered attestation',
      description: 'Nothing is issued for it any more. What was issued is ended by a status event instead.',
      access: ofRegistrar,
      params: offerParams,
      answers,
      faults: ['not-found', 'offer-closed'],
    },
    async ({ params, caller, requestId }) => {
      await offers.revoke(params.id, 'home-attestation', { caller: memberOf(caller), requestId });
      return { status: 204 };
    },
  );
  router.mount(
    {
      id: 'revokeRecognitionOffer',
      method: 'DELETE',
      path: '/v1/applications/:id/credential-offers/:offerId',
      tag,
      summary: 'Revoke an offered recognition',
      description: 'No wallet gets the recognition by it any more. The recognition itself stays.',
      access: ofHost,
      params: applicationOfferParams,
      answers,
      faults: ['not-found', 'offer-closed'],
    },
    async ({ params, caller, requestId }) => {
      const asked = { caller: memberOf(caller), requestId };
      await offers.revoke(params.offerId, 'qualification-recognition', asked);
      return { status: 204 };
    },
  );
}

function mountFetching(router: Router, { offers }: WalletContext): void {
  router.mount(
    {
      id: 'fetchCredentialOffer',
      method: 'GET',
      path: '/credential-offers/:handle',
      tag,
      summary: 'Fetch an offer with a wallet',
      description:
        'OpenID4VCI 1.0 section 4.1.3: the address of `credential_offer_uri`, while the offer is open. It says nothing of the person.',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      params: handleParams,
      answers: { 200: { description: 'The offer.', schema: credentialOfferBody } },
      faults: ['not-found'],
    },
    async ({ params: { handle } }) => {
      const offer = await offers.fetch(handle);
      if (!offer) throw new Fault('not-found');
      return { status: 200, body: offer, headers: { 'cache-control': 'no-store' } };
    },
  );
}

function factsAnswer({ row, issuer, state }: OfferView) {
  const { id, configuration, applicationId, createdAt, expiresAt } = row;
  return {
    id,
    issuer,
    configuration,
    state,
    applicationId,
    createdAt: instantText(createdAt),
    expiresAt: instantText(expiresAt),
  };
}

function madeAnswer({ offer, offerUri, link, linkByValue, qr, txCode, ...view }: OfferToHandOver) {
  return { ...factsAnswer(view), offer, offerUri, link, linkByValue, qr, txCode };
}

function authorityOf(caller: Caller): string | null {
  return memberOf(caller).organisation.authority;
}
