import { presentation } from '../formats/index.ts';
import type { Caller } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds, instantText } from '../kernel/instants.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { encrypt, freshIv } from '../vault/index.ts';
import type { SharingDependencies } from './dependencies.ts';
import { shareCodeDigest, shareCodeOf, shareContentKey } from './share-code.ts';
import { encodePresentations, type SharedCredential } from './shared-content.ts';
import type { ShareCodeRequest } from './sharing.schema.ts';
import {
  countLiveShareCodes,
  findShareCode,
  insertShareCode,
  lockHolder,
  revokeShareCode,
} from './sharing.store.ts';

export type Holder = Extract<Caller, { kind: 'holder' }>;

export interface HolderAsks {
  readonly caller: Holder;
  readonly requestId: string;
}

export interface Making {
  /**
   * What is shared passes its own check first: a code that could only disappoint is not made.
   * @throws Fault `not-found`, `holder-key-mismatch`, `share-not-genuine`, `share-audience-unknown`, `share-codes-too-many`
   */
  make(
    request: ShareCodeRequest,
    from: HolderAsks,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
  /** Doing it again changes nothing. @throws Fault `not-found` */
  revoke(id: string, from: HolderAsks): Promise<void>;
}

const liveMost = 50;
const daySeconds = 86_400;
const refusedResults: readonly string[] = ['SIGNATURE_INVALID', 'ISSUER_NOT_MANDATED'];

export function createMaking(deps: SharingDependencies): Making {
  const { db, clock, events, node } = deps;
  return {
    async make(request, from, claim) {
      const { audience } = request;
      if (audience !== undefined && !(await deps.organisationNames(audience)))
        throw new Fault('share-audience-unknown');
      const shared = await gather(deps, request, from);
      await requireGenuine(deps, { texts: shared.texts, id: claim.id, days: request.days }, from);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        if (await insertShareCode(tx, await rowOf(tx, deps, { request, shared, id: claim.id, from })))
          await events.append(tx, act(from), {
            ...eventAbout(claim.id, node.origin),
            type: 'share-code.made',
            details: {
              purpose: request.purpose,
              uses: request.uses,
              days: request.days,
              audience: audience ?? null,
              credentials: request.share.length,
            },
          });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
    async revoke(id, from) {
      const found = await findShareCode(db, id);
      if (found?.holderThumbprint !== from.caller.keyThumbprint) throw new Fault('not-found');
      await db.transaction(async (tx) => {
        if (await revokeShareCode(tx, id, clock.now()))
          await events.append(tx, act(from), { ...eventAbout(id, node.origin), type: 'share-code.revoked' });
      });
    },
  };
}

function act({ caller, requestId }: HolderAsks) {
  return actOf({ caller, requestId }, { role: 'holder', purpose: 'own-record' });
}

function eventAbout(id: string, origin: string) {
  return { issuer: origin, subjectId: null, objectType: 'share-code', objectId: id };
}

interface Shared {
  readonly held: readonly SharedCredential[];
  readonly presentations: readonly string[];
  /** All of it, as whoever looks is shown it. */
  readonly texts: readonly string[];
}

async function gather(
  { db, own }: SharingDependencies,
  { share }: ShareCodeRequest,
  { caller }: HolderAsks,
): Promise<Shared> {
  const held: SharedCredential[] = [];
  const presentations: string[] = [];
  const texts: string[] = [];
  for (const each of share) {
    if ('presentation' in each) {
      presentations.push(each.presentation);
      texts.push(each.presentation);
      continue;
    }
    const whole = await own(db, each.credential, caller.keyThumbprint);
    if (whole === undefined) throw new Fault('not-found');
    held.push({ credentialId: each.credential, fields: each.fields });
    texts.push(await presentation(whole, each.fields));
  }
  return { held, presentations, texts };
}

async function requireGenuine(
  { clock, verification }: SharingDependencies,
  { texts, id, days }: { readonly texts: readonly string[]; readonly id: string; readonly days: number },
  from: HolderAsks,
): Promise<void> {
  const reference = `share-code:${id}`;
  const expiresAt = instantText(addSeconds(clock.now(), days * daySeconds));
  const { result } = await verification.verify(
    {
      credentials: [...texts],
      purpose: 'holder-check',
      stage: 'pre-offer',
      authorisation: { type: 'consent', reference, scope: 'share-code', expiresAt },
      caseReference: reference,
    },
    from,
  );
  if (result === 'NOT_FOUND_OR_NOT_SHARED') throw new Fault('holder-key-mismatch');
  if (refusedResults.includes(result)) throw new Fault('share-not-genuine', { values: { result } });
}

async function rowOf(
  tx: Transaction,
  { clock, entropy, key }: SharingDependencies,
  facts: {
    readonly request: ShareCodeRequest;
    readonly shared: Shared;
    readonly id: string;
    readonly from: HolderAsks;
  },
) {
  const { request, shared, id, from } = facts;
  const { keyThumbprint } = from.caller;
  const now = clock.now();
  await lockHolder(tx, keyThumbprint);
  if ((await countLiveShareCodes(tx, keyThumbprint, now)) >= liveMost)
    throw new Fault('share-codes-too-many', { values: { max: String(liveMost) } });
  const code = shareCodeOf(key, id);
  const sealed =
    shared.presentations.length === 0
      ? null
      : encrypt(encodePresentations(shared.presentations), {
          key: shareContentKey(key, code),
          iv: freshIv(entropy),
          associated: id,
        });
  return {
    id,
    digest: shareCodeDigest(key, code),
    holderThumbprint: keyThumbprint,
    held: shared.held,
    sealed,
    purpose: request.purpose,
    audience: request.audience ?? null,
    usesMax: request.uses,
    usesLeft: request.uses,
    createdAt: now,
    expiresAt: addSeconds(now, request.days * daySeconds),
  };
}
