import { Fault } from '../kernel/fault.ts';
import { addSeconds } from '../kernel/instants.ts';
import type { AwardOffer } from '../credentials/index.ts';
import type { WalletStanding } from '../recognition/index.ts';
import type { WalletGrant } from '../signin/index.ts';
import { type DatasetSource, datasetsOf } from './datasets.service.ts';
import type { WalletDependencies } from './dependencies.ts';
import { openAward } from './offered-award.service.ts';
import { findOffer } from './offers.store.ts';
import type { ConfigurationId } from './vocabulary.ts';

/** Where a credential comes from that a wallet asks for. */
export type Source =
  /** With the offer of an award that is attested only now. */
  | (Extract<DatasetSource, { kind: 'ready' }> & { readonly offer?: AwardOffer })
  | Extract<DatasetSource, { kind: 'waiting' }>;

export interface Wanted {
  readonly configuration: ConfigurationId;
  /** Which of them; undefined for the one that there is, or the newest. */
  readonly dataset?: string | undefined;
}

/** Under whose name what belongs to a grant is kept, so that a later grant of the same right finds it again. */
export function ownerOf({ basis }: Pick<WalletGrant, 'basis'>): string {
  return basis.kind === 'offer' ? `offer:${basis.offerId}` : `subject:${basis.subjectId}`;
}

/**
 * Which wallet: by the key that its tokens are bound to, else by its one grant. What it waits for, and may tell of, is no other wallet's,
 * though both are of one person.
 */
export function walletOf({ id, dpopThumbprint }: WalletGrant): string {
  return dpopThumbprint === null ? `grant:${id}` : `key:${dpopThumbprint}`;
}

export function offerIdOf({ basis }: WalletGrant): string | undefined {
  return basis.kind === 'offer' ? basis.offerId : undefined;
}

/** @throws Fault `vci-denied` */
export async function sourceOf(
  deps: WalletDependencies,
  { basis, authority }: WalletGrant,
  { configuration, dataset }: Wanted,
): Promise<Source> {
  if (basis.kind === 'offer')
    return sourceOfOffer(deps, { offerId: basis.offerId, authority, configuration });
  const { subjectId } = basis;
  const datasets = await datasetsOf(deps, deps.db, { authority, subjectId, configuration });
  const found = dataset === undefined ? datasets[0] : datasets.find(({ id }) => id === dataset);
  if (!found) throw denied('nothing to issue');
  return found.source;
}

/** Who redeems the code of an offer in its last moment has as long as an access token lasts. */
const tokenSeconds = 600;

/**
 * What is offered now is not attested months later: an award is fetched by the end of its offer, and once it was, again for further keys
 * while it is in force. A recognition rests on its application, which may be decided long after the offer has ended.
 */
async function sourceOfOffer(
  deps: WalletDependencies,
  of: { readonly offerId: string; readonly authority: string; readonly configuration: ConfigurationId },
): Promise<Source> {
  const { db, clock } = deps;
  const row = await findOffer(db, of.offerId);
  const fits = row?.authority === of.authority && row.configuration === of.configuration;
  if (!row || !fits || row.revokedAt) throw denied('offer');
  if (row.applicationId !== null) return sourceOfApplication(deps, row.applicationId);
  if (row.redeemedAt === null && addSeconds(row.expiresAt, tokenSeconds) <= clock.now())
    throw denied('offer');
  const offer = await openAward(db, deps, row);
  if (!offer || row.credentialId === null) throw denied('offer');
  return { kind: 'ready', subjectId: row.subjectId, credentialId: row.credentialId, offer };
}

/** @throws Fault `vci-denied` once it can no longer come to a recognition */
export async function sourceOfApplication(deps: WalletDependencies, applicationId: string): Promise<Source> {
  const application = await deps.recognition.wallets.standing(deps.db, applicationId);
  if (!application || !mayStillCome(application)) throw denied('application');
  const { subjectId, credentialId } = application;
  return credentialId === null
    ? { kind: 'waiting', subjectId, applicationId }
    : { kind: 'ready', subjectId, credentialId };
}

function mayStillCome({ state }: WalletStanding): boolean {
  return state !== 'refused' && state !== 'withdrawn';
}

export function denied(reason: string): Fault {
  return new Fault('vci-denied', { values: { reason } });
}

/** What the authority has to put right, told to a wallet in the one word that the specification has for it. */
const refusals: readonly string[] = [
  'award-of-another',
  'credential-not-sound',
  'identity-conflict',
  'not-in-force',
  'not-mandated',
  'not-renewable',
  'record-ended',
  'standing-differs',
  'subject-erased',
  'subject-restricted',
  'too-many-copies',
];

/** @throws Fault `vci-denied` for a refusal of the contexts that issue */
export async function orDenied<T>(issuing: Promise<T>): Promise<T> {
  try {
    return await issuing;
  } catch (error) {
    if (error instanceof Fault && refusals.includes(error.code)) throw denied(error.code);
    throw error;
  }
}
