import type { Member } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds } from '../kernel/instants.ts';
import { p256SeedBytes } from '../kernel/p256-key.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { encrypt, freshIv } from '../vault/index.ts';
import type { PresentationDependencies } from './dependencies.ts';
import {
  endRequest,
  findRequest,
  insertRequest,
  type NewPresentation,
  type PresentationRow,
} from './presentation.store.ts';
import type { PresentationRequest } from './presentation.schema.ts';
import { clientIdOf } from './request-object.ts';
import { digestOf, sealKeyOf, secretsOf } from './secrets.ts';

export interface MemberAsks {
  readonly caller: Member;
  readonly requestId: string;
}

export interface Asking {
  /** @throws Fault `authorisation-expired`, `presentation-redirect-unknown`, `presentation-claims-not-for-you`, `unavailable` without a certificate */
  ask(
    request: PresentationRequest,
    from: MemberAsks,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
  /** Doing it again changes nothing. @throws Fault `not-found`, `presentation-over` where a wallet was faster */
  cancel(id: string, from: MemberAsks): Promise<void>;
}

export function createAsking(deps: PresentationDependencies): Asking {
  const { db, clock, events, node } = deps;
  return {
    async ask(request, from, claim) {
      refuseWhatCannotBe(deps, request, from.caller);
      const outcome = { status: 201, reference: claim.id };
      const [newest] = deps.requestSigners();
      if (!newest) throw new Fault('unavailable');
      const verifierId = clientIdOf(newest.chain);
      const { caller } = from;
      const row = rowOf(deps, {
        verifierId,
        request,
        id: claim.id,
        asker: {
          organisationId: caller.organisation.id,
          clientId: caller.clientId,
          officerId: caller.kind === 'officer' ? caller.officerId : null,
        },
      });
      await db.transaction(async (tx) => {
        if (await insertRequest(tx, row))
          await events.append(tx, actFor(row, from), {
            ...about(claim.id, node.origin),
            type: 'presentation.requested',
            details: {
              what: request.what,
              claims: request.claims,
              stage: request.stage,
              expiresAt: row.expiresAt.toISOString(),
            },
          });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
    async cancel(id, from) {
      const row = await findRequest(db, id);
      if (row?.organisationId !== from.caller.organisation.id) throw new Fault('not-found');
      if (row.state === 'cancelled') return;
      await db.transaction(async (tx) => {
        if (!(await endRequest(tx, { id, at: clock.now() }, { state: 'cancelled' })))
          throw new Fault('presentation-over');
        await events.append(tx, actFor(row, from), {
          ...about(id, node.origin),
          type: 'presentation.ended',
          facts: { outcome: 'cancelled' },
        });
      });
    },
  };
}

export function about(id: string, origin: string) {
  return { issuer: origin, subjectId: null, objectType: 'presentation-request', objectId: id };
}

export function actFor(
  {
    purpose,
    authorisation,
    caseReference,
  }: Pick<PresentationRow, 'purpose' | 'authorisation' | 'caseReference'>,
  from: MemberAsks,
) {
  const role = from.caller.roles[0] ?? 'verifying-bank';
  return actOf(from, { role, purpose, authorisation, caseReference });
}

function refuseWhatCannotBe(
  { clock, redirectOrigins, verification }: PresentationDependencies,
  { authorisation, redirectUri, claims, purpose }: PresentationRequest,
  caller: Member,
): void {
  if (new Date(authorisation.expiresAt) <= clock.now()) throw new Fault('authorisation-expired');
  const origin = redirectUri === undefined ? undefined : URL.parse(redirectUri)?.origin;
  if (redirectUri !== undefined && (origin === undefined || !redirectOrigins.includes(origin)))
    throw new Fault('presentation-redirect-unknown');
  // Data that the answer would have to leave out are not asked of a person in the first place.
  if (claims.length > 0 && !verification.place(caller, purpose).personalData)
    throw new Fault('presentation-claims-not-for-you');
}

export function rowOf(
  { clock, entropy, key }: PresentationDependencies,
  facts: {
    readonly verifierId: string;
    readonly request: PresentationRequest;
    readonly id: string;
    readonly asker: Pick<NewPresentation, 'organisationId' | 'clientId' | 'officerId'>;
  },
): NewPresentation {
  const { verifierId, request, asker, id } = facts;
  const { requestHandle, responseHandle } = secretsOf(key, id);
  const now = clock.now();
  const sealedSeed = encrypt(entropy.bytes(p256SeedBytes), {
    key: sealKeyOf(key, id),
    iv: freshIv(entropy),
    associated: `seed ${id}`,
  });
  return {
    id,
    ...asker,
    requestDigest: digestOf(requestHandle),
    responseDigest: digestOf(responseHandle),
    verifierId,
    what: request.what,
    claims: request.claims,
    purpose: request.purpose,
    stage: request.stage,
    authorisation: request.authorisation,
    caseReference: request.caseReference,
    receipt: request.receipt ?? false,
    redirectUri: request.redirectUri ?? null,
    sealedSeed,
    createdAt: now,
    expiresAt: addSeconds(now, request.minutes * 60),
  };
}
