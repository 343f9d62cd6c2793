import { addSeconds } from '../kernel/instants.ts';
import { OutboundFailure, type Outbound } from '../kernel/ports.ts';
import type { Transaction } from '../platform/database.ts';
import { type NoticeDraft, signNotice } from './notice.ts';
import type { NoticesDependencies } from './notices.service.ts';
import {
  addNotice,
  type DueNotice,
  dueNotices,
  eventsWithoutNotice,
  markDelivered,
  nextSequence,
  type PendingEvent,
  postpone,
} from './notices.store.ts';

export interface NoticesWorker {
  /** Signs what is new and delivers what is due. Gives how many the peer has taken. */
  runOnce(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

/** The kinds of event that the other node must hear of. */
const told = [
  'record.changed',
  'agreement.signed',
  'agreement.changed',
  'trust.changed',
  'key.created',
  'key.rotated',
  'key.compromised',
] as const;

const tickMilliseconds = 100;
const backoffSecondsMax = 60;
const timeoutMilliseconds = 5_000;

export function createNoticesWorker(
  deps: NoticesDependencies & { readonly outbound: Outbound },
): NoticesWorker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> | undefined;
  /** One run at a time in this process; several processes only repeat what the receiver applies once. */
  const runOnce = (): Promise<number> => {
    running ??= run(deps).finally(() => {
      running = undefined;
    });
    return running;
  };
  function schedule(): void {
    timer = setTimeout(() => {
      runOnce()
        .catch(deps.onError)
        .finally(() => {
          if (timer) schedule();
        });
    }, tickMilliseconds);
  }
  return {
    runOnce,
    start: schedule,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await running?.catch(deps.onError);
    },
  };
}

async function run(deps: NoticesDependencies & { readonly outbound: Outbound }): Promise<number> {
  for (const event of await eventsWithoutNotice(deps.db, told)) await write(deps, event);
  const delivered = await Promise.all(
    (await dueNotices(deps.db, deps.clock.now())).map((notice) => deliver(deps, notice)),
  );
  return delivered.filter(Boolean).length;
}

/** Read, sign with no transaction open, record: a second signature over the same event is discarded by its key. */
async function write({ db, clock, node, contexts }: NoticesDependencies, event: PendingEvent): Promise<void> {
  const draft = await draftOf({ db, contexts }, event);
  if (!draft) return;
  const at = clock.now();
  const jws = await signNotice(draft, { origin: node.origin, to: node.peer.origin, at }, contexts.signer());
  await db.transaction((tx: Transaction) =>
    addNotice(tx, {
      eventId: event.eventId,
      stream: draft.stream,
      sequence: draft.sequence,
      jws,
      createdAt: at,
    }),
  );
}

async function draftOf(
  { db, contexts }: Pick<NoticesDependencies, 'db' | 'contexts'>,
  event: PendingEvent,
): Promise<NoticeDraft | undefined> {
  if (event.type === 'record.changed') {
    const change = await contexts.recordChange(db, event.objectId);
    if (!change) return undefined;
    const { iss, recordId, value, kind, effectiveAt, sequence } = change;
    return {
      id: event.eventId,
      stream: `record:${recordId}`,
      sequence,
      subject: {
        type: 'record-changed',
        iss,
        record_id: recordId,
        value,
        kind,
        effective_at: effectiveAt.toISOString(),
      },
    };
  }
  if (!event.type.startsWith('agreement.')) return trustDraft(db, event);
  // `DEMO-1/2`: the second version of the agreement DEMO-1.
  const cut = event.objectId.lastIndexOf('/');
  const [agreement, version] = [event.objectId.slice(0, cut), event.objectId.slice(cut + 1)];
  const stream = `agreement:${event.objectId}`;
  return {
    id: event.eventId,
    stream,
    sequence: await nextSequence(db, stream),
    subject: { type: 'agreement-changed', agreement, version: Number(version) },
  };
}

async function trustDraft(
  db: NoticesDependencies['db'],
  { eventId: id }: PendingEvent,
): Promise<NoticeDraft> {
  const stream = 'trust';
  return { id, stream, sequence: await nextSequence(db, stream), subject: { type: 'trust-changed' } };
}

async function deliver(
  deps: NoticesDependencies & { readonly outbound: Outbound },
  notice: DueNotice,
): Promise<boolean> {
  const { db, clock, node, outbound } = deps;
  const taken = await outbound
    .request(`${node.peer.origin}/v1/notices`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify({ notice: notice.jws })),
      maxBytes: 16_384,
      timeoutMilliseconds,
    })
    .then(({ status }) => status === 200)
    .catch((error: unknown) => {
      if (!(error instanceof OutboundFailure)) deps.onError(error);
      return false;
    });
  const now = clock.now();
  await db.transaction((tx) =>
    taken
      ? markDelivered(tx, notice.eventId, now)
      : postpone(tx, notice.eventId, addSeconds(now, backoffSeconds(notice.attempts))),
  );
  return taken;
}

/** 0.2 s, 0.4 s, 0.8 s … one minute. */
export function backoffSeconds(attempts: number): number {
  return Math.min(0.2 * 2 ** Math.min(attempts, 12), backoffSecondsMax);
}
