import assert from 'node:assert/strict';
import type { Act, DomainEvent } from '../kernel/event.ts';
import { instantText, wholeSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import type { PreparedKey } from './preparation.ts';
import { type KeySlot, type PublishedKey, slotName } from './signing-key.ts';
import { insertKey } from './signing-keys.store.ts';

export const keysSnapshot = 'keys';

/** Keys are certified by themselves in a demonstration, and at the command line elsewhere: nobody asks over HTTP. */
export const certificationAct: Act = {
  by: { kind: 'rule', name: 'certification' },
  role: 'operator',
  requestId: 'certification',
  purpose: 'node-operation',
};

export interface Registration {
  /** The slot must be empty. */
  create(tx: Transaction, prepared: PreparedKey, act: Act): Promise<PublishedKey>;
  /** Nothing happens when the slot has a key. */
  createIfFirst(tx: Transaction, prepared: PreparedKey, act: Act): Promise<void>;
  /** Undefined when the slot has another open-ended key. Tells no event. */
  add(tx: Transaction, prepared: PreparedKey, signFrom: Date): Promise<PublishedKey | undefined>;
  /** The event of a change, and word to every process that keeps keys in memory. */
  tell(tx: Transaction, act: Act, change: KeyChange): Promise<void>;
}

export type KeyChange = Pick<DomainEvent, 'type' | 'before' | 'after' | 'reason' | 'details'> & {
  readonly key: KeySlot & Pick<PublishedKey, 'kid' | 'suite'>;
  readonly effectiveAt: Date;
};

export function createRegistration(deps: {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: Pick<NodeIdentity, 'origin'>;
}): Registration {
  const { clock, events, node } = deps;

  async function add(
    tx: Transaction,
    prepared: PreparedKey,
    signFrom: Date,
  ): Promise<PublishedKey | undefined> {
    const { privateSealed, ...key } = prepared;
    const open = { signFrom, signUntil: null, publishedUntil: null, compromisedAt: null };
    const published = { ...key, ...open, createdAt: clock.now() };
    return (await insertKey(tx, { ...published, privateSealed })) ? published : undefined;
  }

  async function tell(tx: Transaction, act: Act, { key, effectiveAt, ...event }: KeyChange): Promise<void> {
    const { kid, purpose, authority, suite } = key;
    await events.append(tx, act, {
      ...event,
      issuer: authority === null ? node.origin : issuerOf(node.origin, authority),
      subjectId: null,
      objectType: 'key',
      objectId: kid,
      keyId: kid,
      effectiveAt: instantText(effectiveAt),
      facts: { outcome: purpose },
      details: { purpose, suite, ...event.details },
    });
    await bumpSnapshot(tx, keysSnapshot);
  }

  async function createFirst(
    tx: Transaction,
    prepared: PreparedKey,
    act: Act,
  ): Promise<PublishedKey | undefined> {
    const key = await add(tx, prepared, wholeSeconds(clock.now()));
    if (key) await tell(tx, act, { type: 'key.created', key, effectiveAt: key.signFrom, after: key.kid });
    return key;
  }

  return {
    add,
    tell,
    async create(tx, prepared, act) {
      const key = await createFirst(tx, prepared, act);
      assert.ok(key, `a first key was made for ${slotName(prepared)}, which has one`);
      return key;
    },
    async createIfFirst(tx, prepared, act) {
      await createFirst(tx, prepared, act);
    },
  };
}
