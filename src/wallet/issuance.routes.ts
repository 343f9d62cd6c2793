import { jwtMediaType } from '../platform/encrypted-bodies.ts';
import type { Answer, AnswerDescription } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import {
  credentialRequest,
  credentialResponse,
  deferral,
  deferredRequest,
  nonceResponse,
  notificationRequest,
  orEncrypted,
} from './credential-request.schema.ts';
import { encryptResponse } from './encryption.ts';
import { exampleDeferredRequest, exampleNotification, exampleRequest } from './examples.ts';
import { walletError } from './issuance-error.ts';
import type { IssuanceAnswer } from './issuance.service.ts';
import { endpoints } from './issuer-metadata.ts';
import { issuerParams, walletErrorBody } from './wallet.schema.ts';
import type { WalletContext } from './wallet.service.ts';

const tag = 'Wallets';
const bodyBytesMax = 262_144;

const under = (endpoint: string): string => `/authorities/:slug${endpoint}`;
const refusal = (description: string): AnswerDescription => ({ description, schema: walletErrorBody });

const refusals = (malformed: string) => ({
  400: refusal(malformed),
  401: refusal('`invalid_token`: no token, or one of another authority; `WWW-Authenticate` says what.'),
  403: refusal('`insufficient_scope`: the token is not for wallets.'),
  429: refusal('`temporarily_unavailable`: too many requests of one grant.'),
  503: refusal('`temporarily_unavailable`: the database cannot be reached.'),
});

const issuing = {
  method: 'POST',
  tag,
  access: { roles: ['wallet'], scope: 'credential:issue', purpose: 'own-record' },
  params: issuerParams,
  bodyMayBeJwt: true,
  bodyBytesMax,
  errorForm: walletError('invalid_credential_request'),
} as const;

export function issuanceRoutes(router: Router, wallet: WalletContext): void {
  mountNonce(router, wallet);
  mountCredential(router, wallet);
  mountDeferred(router, wallet);
  mountNotification(router, wallet);
}

function mountNonce(router: Router, { issuance, metadata }: WalletContext): void {
  router.mount(
    {
      id: 'getKeyProofNonce',
      method: 'POST',
      path: under(endpoints.nonce),
      tag,
      summary: 'Get a nonce for proofs of possession',
      description:
        'OpenID4VCI 1.0 section 7. Good for five minutes and for one credential request, in which several proofs may have it.',
      access: { roles: ['public'], scope: null, purpose: 'authentication' },
      params: issuerParams,
      answers: { 200: { description: 'A nonce.', schema: nonceResponse } },
      faults: ['not-found', 'too-many-requests'],
    },
    async ({ params: { slug } }) => {
      // There is none for whoever issues nothing to wallets.
      metadata.of(slug);
      const { nonce, dpopNonce } = issuance.nonce(slug);
      const headers = { 'cache-control': 'no-store', 'dpop-nonce': dpopNonce };
      return { status: 200, headers, body: { c_nonce: nonce } };
    },
  );
}

function mountCredential(router: Router, { issuance }: WalletContext): void {
  router.mount(
    {
      ...issuing,
      id: 'issueToWallet',
      path: under(endpoints.credential),
      summary: 'Fetch credentials with a wallet',
      description:
        'OpenID4VCI 1.0 section 8: one `dc+sd-jwt` for each key that the proofs show, each with its own number and status. The same keys again get the same credentials. 202 while two people have still to decide. Encrypted both ways on demand, as `application/jwt`.',
      body: orEncrypted(credentialRequest),
      bodyExamples: { proof: { value: exampleRequest } },
      answers: {
        200: { description: 'The credentials; a JWE when one was asked for.', schema: credentialResponse },
        202: { description: 'Ask the deferred credential endpoint later.', schema: deferral },
        ...refusals(
          '`invalid_credential_request`, `unknown_credential_configuration`, `unknown_credential_identifier`, `invalid_proof`, `invalid_nonce`, `invalid_encryption_parameters` or `credential_request_denied`; the description says what.',
        ),
      },
    },
    async ({ params: { slug }, body, caller, requestId }) =>
      answered(await issuance.credential(body, { authority: slug, caller, requestId })),
  );
}

function mountDeferred(router: Router, { issuance }: WalletContext): void {
  router.mount(
    {
      ...issuing,
      id: 'issueDeferredToWallet',
      path: under(endpoints.deferred),
      summary: 'Fetch credentials that had to wait',
      description:
        'OpenID4VCI 1.0 section 9. 202 with the same transaction while nobody has decided; the transaction is over once its credentials were given.',
      body: orEncrypted(deferredRequest),
      bodyExamples: { transaction: { value: exampleDeferredRequest } },
      answers: {
        200: { description: 'The credentials; a JWE when one was asked for.', schema: credentialResponse },
        202: { description: 'Not decided yet.', schema: deferral },
        ...refusals(
          '`invalid_transaction_id`, `invalid_credential_request`, `invalid_encryption_parameters`, or `credential_request_denied` when it was refused.',
        ),
      },
    },
    async ({ params: { slug }, body, caller, requestId }) =>
      answered(await issuance.deferred(body, { authority: slug, caller, requestId })),
  );
}

function mountNotification(router: Router, { notifications }: WalletContext): void {
  router.mount(
    {
      ...issuing,
      id: 'notifyOfCredential',
      path: under(endpoints.notification),
      bodyMayBeJwt: false,
      bodyBytesMax: 8_192,
      summary: 'Tell what became of the credentials',
      description: 'OpenID4VCI 1.0 section 11. The same again changes nothing.',
      body: notificationRequest,
      bodyExamples: { accepted: { value: exampleNotification } },
      errorForm: walletError('invalid_notification_request'),
      answers: {
        204: { description: 'Noted.' },
        ...refusals('`invalid_notification_id` or `invalid_notification_request`.'),
      },
    },
    async ({ params: { slug }, body, caller, requestId }) => {
      const { notification_id: id, event } = body;
      await notifications.notify({ id, event }, { authority: slug, caller, requestId });
      return { status: 204 };
    },
  );
}

async function answered({ status, body, encryption }: IssuanceAnswer): Promise<Answer> {
  const headers = { 'cache-control': 'no-store' };
  if (!encryption) return { status, body, headers };
  return { status, body: await encryptResponse(body, encryption), mediaType: jwtMediaType, headers };
}
