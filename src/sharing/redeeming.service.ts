import { presentation } from '../formats/index.ts';
import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { addSeconds, instantText } from '../kernel/instants.ts';
import type { Transaction } from '../platform/database.ts';
import { addressKey, createRateLimiter } from '../platform/rate-limit.ts';
import { decrypt } from '../vault/index.ts';
import { type VerificationRequest, type VerificationResult } from '../verification/index.ts';
import type { SharingDependencies } from './dependencies.ts';
import { normalShareCode, shareCodeDigest, shareContentKey } from './share-code.ts';
import { decodePresentations } from './shared-content.ts';
import {
  hasLooked,
  insertLook,
  lockShareCode,
  renewLook,
  type ShareCodeRow,
  takeUse,
} from './sharing.store.ts';

export interface LookRequest {
  readonly code: string;
  /** Undefined for the public, who look for whatever the code is for. */
  readonly purpose: VerificationRequest['purpose'] | undefined;
  readonly stage: VerificationRequest['stage'];
  readonly caseReference: string;
  readonly receipt?: boolean;
  readonly identity?: NonNullable<VerificationRequest['identity']>;
}

export interface Redeeming {
  /**
   * What the code shows, as any other verification. Unknown, expired, revoked, used up and not for you are one answer,
   * `NOT_FOUND_OR_NOT_SHARED`. Both use and look are committed before the answer is made.
   * @throws Fault `too-many-requests` after too many codes that opened nothing, `share-code-other-purpose`
   */
  look(
    request: LookRequest,
    from: { readonly caller: Caller; readonly requestId: string; readonly address: string },
  ): Promise<VerificationResult>;
}

/**
 * Codes that open nothing: so many at once, and so many a minute afterwards, for one organisation or one address of the public. Each is
 * counted before it is tried, and given back when it opens something, so that coming at once gains nothing.
 */
const failures = { burst: 20, perMinute: 2 } as const;

const publicPurpose = 'employment-screening';

export function createRedeeming(deps: SharingDependencies): Redeeming {
  const { db, clock, verification } = deps;
  const limiter = createRateLimiter({ clock, ...failures });
  return {
    async look(request, { caller, requestId, address }) {
      const asker = 'organisation' in caller ? caller.organisation.id : addressKey(address);
      const waitSeconds = limiter.take(asker);
      if (waitSeconds !== undefined) throw new Fault('too-many-requests', { retryAfterSeconds: waitSeconds });
      const noAttempt = (): void => limiter.giveBack(asker);
      const opened = await db
        .transaction((tx) => open(tx, deps, request, caller))
        .catch((error: unknown) => {
          noAttempt();
          throw error;
        });
      if (opened) noAttempt();
      const { receipt, identity, stage, caseReference } = request;
      return verification.verify(
        {
          credentials: [...(opened?.texts ?? [])],
          purpose: opened?.purpose ?? request.purpose ?? publicPurpose,
          stage,
          authorisation: {
            type: 'consent',
            reference: opened ? `share-code:${opened.id}` : 'share-code',
            scope: 'share-code',
            expiresAt: instantText(opened?.expiresAt ?? addSeconds(clock.now(), 60)),
          },
          caseReference,
          ...(receipt !== undefined && { receipt }),
          ...(identity !== undefined && { identity }),
        },
        { caller, requestId },
      );
    },
  };
}

interface Opened {
  readonly id: string;
  readonly purpose: VerificationRequest['purpose'];
  readonly expiresAt: Date;
  readonly texts: readonly string[];
}

/** The first to come takes the last use; whoever waited for the lock finds none. */
async function open(
  tx: Transaction,
  deps: SharingDependencies,
  request: LookRequest,
  caller: Caller,
): Promise<Opened | undefined> {
  const { clock, entropy, key } = deps;
  const code = normalShareCode(request.code) ?? '';
  const row = await lockShareCode(tx, shareCodeDigest(key, code));
  const now = clock.now();
  const organisationId = 'organisation' in caller ? caller.organisation.id : null;
  if (!row || row.revokedAt !== null || row.expiresAt <= now) return undefined;
  if (row.audience !== null && row.audience !== organisationId) return undefined;
  const { id: codeId, expiresAt } = row;
  const { stage, caseReference } = request;
  const again = organisationId !== null && (await hasLooked(tx, { codeId, organisationId, caseReference }));
  if (!again && row.usesLeft === 0) return undefined;
  const texts = await contentOf(tx, deps, row, code);
  if (!texts) return undefined;
  const { purpose } = row;
  if (request.purpose !== undefined && request.purpose !== purpose)
    throw new Fault('share-code-other-purpose', { values: { purpose } });
  if (!again) await takeUse(tx, codeId);
  const look = { codeId, at: now, organisationId, caseReference, stage };
  // Coming back in the same case is the same look, later: rows are bounded by uses.
  if (!again || !(await renewLook(tx, look))) await insertLook(tx, { id: uuidV7(clock, entropy), ...look });
  return { id: codeId, purpose, expiresAt, texts };
}

/** Undefined when any of it may not be shown any more: less than the holder chose to show could mislead. */
async function contentOf(
  tx: Transaction,
  { own, key }: SharingDependencies,
  { id, held, sealed, holderThumbprint }: ShareCodeRow,
  code: string,
): Promise<readonly string[] | undefined> {
  const texts: string[] = [];
  for (const { credentialId, fields } of held) {
    const whole = await own(tx, credentialId, holderThumbprint);
    if (whole === undefined) return undefined;
    texts.push(await presentation(whole, fields));
  }
  if (sealed === null) return texts;
  const plain = decrypt(sealed, { key: shareContentKey(key, code), associated: id });
  return [...texts, ...decodePresentations(plain)];
}
