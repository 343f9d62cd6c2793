import type { Caller } from '../kernel/caller.ts';
import { sha256 } from '../kernel/digest.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds } from '../kernel/instants.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { actOf } from '../platform/act.ts';
import { createRateLimiter } from '../platform/rate-limit.ts';
import type { Transaction } from '../platform/database.ts';
import { datasetNamed, type WalletGrant } from '../signin/index.ts';
import { type CredentialRequest, credentialRequest, deferredRequest } from './credential-request.schema.ts';
import type { WalletDependencies } from './dependencies.ts';
import type { ResponseEncryption } from './encryption.ts';
import { defer, deferral, ownDeferred, sourceOfDeferred } from './deferring.service.ts';
import { notificationIdOf } from './handles.ts';
import { forgetSome, putNotification, takeDeferred, useNonces } from './issuances.store.ts';
import { makeNonce } from './nonce.ts';
import { lockOffer, markRedeemed } from './offers.store.ts';
import { openRequest } from './opening.service.ts';
import { provenKeys } from './proofs.service.ts';
import {
  denied,
  offerIdOf,
  orDenied,
  ownerOf,
  type Source,
  sourceOf,
  walletOf,
  type Wanted,
} from './sources.service.ts';
import type { ConfigurationId } from './vocabulary.ts';

export interface WalletAsked {
  /** Slug in the path of the endpoint. */
  readonly authority: string;
  readonly caller: Caller;
  readonly requestId: string;
}

export interface IssuanceAnswer {
  readonly status: 200 | 202;
  readonly body: Readonly<Record<string, unknown>>;
  readonly encryption: ResponseEncryption | undefined;
}

export interface WalletIssuance {
  /** For a proof of possession, and one for the DPoP proof of the request that brings it (RFC 9449 section 8.2). */
  nonce(authority: string): { readonly nonce: string; readonly dpopNonce: string };
  /**
   * One credential for each key that the request proves, now or when two people have decided. Asking again with the same keys gives the
   * same credentials, so that an answer that was lost loses nothing.
   * @throws Fault `too-many-requests`, `vci-…`
   */
  credential(body: unknown, asked: WalletAsked): Promise<IssuanceAnswer>;
  deferred(body: unknown, asked: WalletAsked): Promise<IssuanceAnswer>;
}

const notificationDays = 30;

export function createWalletIssuance(deps: WalletDependencies): WalletIssuance {
  const { clock, entropy, key } = deps;
  const limiter = createRateLimiter({ clock, perMinute: 60 });
  const grantFor = async (asked: WalletAsked): Promise<WalletGrant> => {
    const grant = await grantOf(deps, asked);
    const waitSeconds = limiter.take(grant.id);
    if (waitSeconds !== undefined) throw new Fault('too-many-requests', { retryAfterSeconds: waitSeconds });
    return grant;
  };
  return {
    nonce: (authority) => ({
      nonce: makeNonce(key, { authority, now: clock.now(), entropy }),
      dpopNonce: deps.access.dpop.nonce(),
    }),
    async credential(body, asked) {
      const grant = await grantFor(asked);
      const { request, encryption } = await openRequest(deps, body, credentialRequest);
      const wanted = wantedBy(grant, request);
      const { configuration } = wanted;
      const { keys, nonces } = provenKeys(deps, { grant, configuration }, request.proofs);
      const source = await sourceOf(deps, grant, wanted);
      const order = { grant, configuration, keys, asked };
      const used = async (tx: Transaction): Promise<void> => {
        if (!(await useNonces(tx, nonces))) throw new Fault('vci-invalid-nonce');
      };
      if (source.kind === 'waiting') {
        const id = await defer(deps, { ...order, source, used });
        return { ...deferral(id), encryption };
      }
      const issued = issue(deps, { ...order, source, alongside: used, afterwards: async () => undefined });
      return { ...(await issued), encryption };
    },
    async deferred(body, asked) {
      const grant = await grantFor(asked);
      const { request, encryption } = await openRequest(deps, body, deferredRequest);
      const { transaction_id: id } = request;
      const row = await ownDeferred(deps, grant, id);
      const source = await sourceOfDeferred(deps, grant, row);
      if (source.kind === 'waiting') return { ...deferral(id), encryption };
      const { configuration, keys, digest } = row;
      const afterwards = async (tx: Transaction): Promise<void> => {
        if (!(await takeDeferred(tx, digest, clock.now()))) throw new Fault('vci-invalid-transaction');
      };
      const order = { grant, configuration, keys, asked, source, afterwards };
      return { ...(await issue(deps, { ...order, alongside: async () => undefined })), encryption };
    },
  };
}

/** A token of another authority enables nothing here. @throws Fault `vci-foreign-token` */
export async function grantOf(
  { signin }: Pick<WalletDependencies, 'signin'>,
  { caller, authority }: WalletAsked,
): Promise<WalletGrant> {
  const grant = caller.kind === 'wallet' ? await signin.grant(caller.grantId) : undefined;
  if (grant?.authority !== authority) throw new Fault('vci-foreign-token');
  return grant;
}

/** Which of the two names it decides whether the token response had `authorization_details` (section 8.2). */
function wantedBy(
  grant: WalletGrant,
  { credential_identifier: identifier, credential_configuration_id: id }: CredentialRequest,
): Wanted {
  const { identifiers, configurations } = grant;
  const wanted = identifiers === null ? 'credential_configuration_id' : 'credential_identifier';
  const given = identifiers === null ? id : identifier;
  const other = identifiers === null ? identifier : id;
  if (given === undefined || other !== undefined)
    throw new Fault('vci-invalid-credential-request', {
      values: { reason: `send ${wanted} and not the other one` },
    });
  if (identifiers === null) {
    const configuration = configurations.find((each) => each === given);
    if (configuration === undefined) throw new Fault('vci-unknown-configuration');
    return { configuration };
  }
  const named = datasetNamed(grant, given);
  if (!named) throw new Fault('vci-unknown-identifier');
  return named;
}

interface Order {
  readonly grant: WalletGrant;
  readonly configuration: ConfigurationId;
  readonly keys: readonly PublicJwk[];
  readonly asked: WalletAsked;
}

async function issue(
  deps: WalletDependencies,
  order: Order & {
    readonly source: Extract<Source, { kind: 'ready' }>;
    readonly alongside: (tx: Transaction) => Promise<void>;
    readonly afterwards: (tx: Transaction) => Promise<void>;
  },
): Promise<Omit<IssuanceAnswer, 'encryption'>> {
  const { clock, key, credentials } = deps;
  const { grant, keys, source, alongside, afterwards } = order;
  const { credentialId, offer, subjectId } = source;
  const { authority } = grant;
  const offerId = offerIdOf(grant);
  const of = { authority, owner: ownerOf(grant), wallet: walletOf(grant) };
  const notificationId = notificationIdOf(key, { ...of, objectId: credentialId, keys });
  const issuance = {
    act: actFor(order),
    keys,
    details: { ...(offerId !== undefined && { offer: offerId }), grant: grant.id },
    async alongside(tx: Transaction) {
      await alongside(tx);
      await forgetSome(tx, clock.now());
    },
    async afterwards(tx: Transaction) {
      await afterwards(tx);
      if (offerId !== undefined) await redeem(tx, deps, offerId);
      const createdAt = clock.now();
      await putNotification(tx, {
        ...of,
        digest: sha256(notificationId),
        subjectId,
        credentialId,
        createdAt,
        expiresAt: addSeconds(createdAt, notificationDays * 86_400),
      });
    },
  };
  const issued = await orDenied(
    credentials.wallets.issueToKeys({ credentialId, authority, ...(offer && { offer }) }, issuance),
  );
  const body = {
    credentials: issued.map((credential) => ({ credential })),
    notification_id: notificationId,
  };
  return { status: 200, body };
}

/** Of an offer that was revoked meanwhile nothing is recorded. */
async function redeem(tx: Transaction, { clock }: WalletDependencies, offerId: string): Promise<void> {
  const offer = await lockOffer(tx, offerId);
  if (!offer || offer.revokedAt) throw denied('offer');
  await markRedeemed(tx, offerId, clock.now());
}

function actFor({ asked: { caller, requestId }, configuration }: Order): Act {
  const purpose = configuration === 'home-attestation' ? 'attestation' : 'recognition';
  return actOf({ caller, requestId }, { role: 'wallet', purpose });
}
