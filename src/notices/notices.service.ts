import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database, Reader } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { NoticeContexts, RecordChange } from './dependencies.ts';
import { type Notice, readNotice } from './notice.ts';
import { advanceStream, type Delivery, keepReceived, lockStream, readDeliveries } from './notices.store.ts';

export interface NoticesDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  readonly contexts: NoticeContexts;
  /** Told when something behind an accepted notice failed and will be tried again by itself. */
  readonly onError: (error: unknown) => void;
}

export type NoticeOutcome = 'applied' | 'applied-before' | 'overtaken';

export interface Notices {
  /**
   * Takes in one signed notice of the peer: applied once, in order of its stream, whatever number of times it comes.
   * @throws Fault `notice-refused` when it is not a good notice of the peer; nothing is written then.
   */
  receive(jws: string, requestId: string): Promise<NoticeOutcome>;
  /** What became of the notices of these events; an event that nobody is told of has none. */
  deliveries(reader: Reader, eventIds: readonly string[]): Promise<readonly Delivery[]>;
}

/** A notice may arrive before the list that proves it is published: it is asked for again a little later. */
const refetchDelaysMilliseconds = [0, 400, 1200];

export function createNotices(deps: NoticesDependencies): Notices {
  const { clock, node, contexts } = deps;
  return {
    async receive(jws, requestId) {
      const reading = readNotice(jws, {
        from: node.peer.origin,
        to: node.origin,
        at: clock.now(),
        key: contexts.peerKey,
      });
      if (!reading.ok) throw new Fault('notice-refused', { values: { reason: reading.reason } });
      const { notice } = reading;
      if (notice.notice.type === 'agreement-changed')
        await contexts.fetchAgreement(notice.notice.agreement, notice.notice.version);
      const outcome = await applyOnce(deps, notice, jws, requestId);
      if (notice.notice.type === 'record-changed') soon(deps, contexts.refetchStatus);
      if (notice.notice.type === 'trust-changed') soon(deps, contexts.syncTrust);
      return outcome;
    },
    deliveries: readDeliveries,
  };
}

function applyOnce(
  deps: NoticesDependencies,
  notice: Notice,
  jws: string,
  requestId: string,
): Promise<NoticeOutcome> {
  const { db, clock, events, node, contexts } = deps;
  return db.transaction(async (tx) => {
    const applied = await lockStream(tx, notice.iss, notice.stream);
    const overtaken = notice.sequence <= applied;
    const received = {
      origin: notice.iss,
      id: notice.jti,
      stream: notice.stream,
      sequence: notice.sequence,
      jws,
      receivedAt: clock.now(),
    };
    if (!(await keepReceived(tx, { ...received, outcome: overtaken ? 'overtaken' : 'applied' })))
      return 'applied-before';
    if (overtaken) return 'overtaken';
    await advanceStream(tx, notice.iss, notice.stream, notice.sequence);
    const act: Act = {
      by: { kind: 'peer', origin: notice.iss },
      role: 'peer',
      requestId,
      purpose: 'node-exchange',
    };
    const subject = notice.notice;
    const touched =
      subject.type === 'record-changed'
        ? await contexts.applyHomeChange(tx, changeOf(notice, subject), act)
        : 0;
    await events.append(tx, act, {
      type: 'notice.applied',
      issuer: node.origin,
      subjectId: null,
      objectType: 'notice',
      objectId: notice.jti,
      facts: { outcome: subject.type, count: touched },
      details: { stream: notice.stream, sequence: notice.sequence, subject: subject.type, touched },
    });
    return 'applied';
  });
}

function changeOf(
  { sequence }: Notice,
  subject: Extract<Notice['notice'], { type: 'record-changed' }>,
): RecordChange {
  const effectiveAt = new Date(subject.effective_at);
  return {
    iss: subject.iss,
    recordId: subject.record_id,
    value: subject.value,
    kind: subject.kind,
    effectiveAt,
    sequence,
  };
}

function soon({ onError }: NoticesDependencies, fetchAgain: () => Promise<void>): void {
  for (const delay of refetchDelaysMilliseconds)
    setTimeout(() => {
      fetchAgain().catch(onError);
    }, delay).unref();
}
