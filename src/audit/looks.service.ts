import type { z } from 'zod';
import { type Access, leafOf, type NamedAccessRecord } from '../access/index.ts';
import type { Supervision } from '../credentials/index.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds, preciseText } from '../kernel/instants.ts';
import { pageLimit } from '../platform/paging.ts';
import type { Recognition } from '../recognition/index.ts';
import { leafHash, treeRoot } from '../transparency/index.ts';
import { type ActsDependencies } from './acts.service.ts';
import { type Asked, type Look, type Window, windowText } from './desk.service.ts';
import { accessBatchPayload } from './entry-payload.schema.ts';
import { readSealed } from './facts.store.ts';
import type {
  accessBatch,
  AuditedLook,
  BatchQuery,
  LooksQuery,
  looksPage,
  VerificationsQuery,
} from './looks.schema.ts';
import { localTime } from './opened-event.ts';

type Filter = Parameters<Access['history']['search']>[1];

export interface LooksDependencies extends ActsDependencies {
  readonly history: Pick<Access['history'], 'search'>;
  readonly credentials: Pick<Supervision, 'story' | 'traces'>;
  readonly applications: Recognition['supervision'];
}

export interface Looks {
  /** Who looked at a person, when, for what purpose, on whose authorisation (question 6). @throws Fault `not-found` */
  looks(query: LooksQuery, asked: Asked): Promise<z.input<typeof looksPage>>;
  /** What verifiers were answered (question 4). */
  verifications(query: VerificationsQuery, asked: Asked): Promise<z.input<typeof looksPage>>;
  /** All records that one entry stands for. @throws Fault `not-found` */
  batch(entry: string, query: BatchQuery, asked: Asked): Promise<z.input<typeof accessBatch>>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const batchMax = 1000;

export function createLooks(deps: LooksDependencies): Looks {
  const { desk } = deps;
  return {
    async looks(query, asked) {
      const { limit, cursor, purpose, caseReference, ...filters } = query;
      const window = desk.window(filters);
      const { holderThumbprints, ...about } = await tracesOf(deps, filters);
      const page = { limit, cursor, question: 'listLooks' };
      const { looks, next } = await pageOfLooks(deps, { ...window, about }, page);
      return conclude(deps, asked, {
        looks,
        next,
        window,
        look: {
          question: page.question,
          query: filters,
          purpose,
          caseReference,
          objectIds: about.objectIds.slice(0, 50),
          holderThumbprints,
        },
      });
    },
    async verifications(query, asked) {
      const { limit, cursor, purpose, caseReference, ...filters } = query;
      const { at, credential, organisation: organisationId } = filters;
      const second = at === undefined ? undefined : new Date(Math.floor(Date.parse(at) / 1000) * 1000);
      const window = second ? { from: second, until: addSeconds(second, 1) } : desk.window(filters);
      const about = credential === undefined ? undefined : { thumbprints: [], objectIds: [credential] };
      const page = { limit, cursor, question: 'listVerifications' };
      const filter = { ...window, kind: 'verification', about, organisationId };
      const { looks, next } = await pageOfLooks(deps, filter, page);
      const objectIds = credential === undefined ? [] : [credential];
      const look = { question: page.question, query: filters, purpose, caseReference, objectIds };
      return conclude(deps, asked, { looks, next, window, look });
    },
    batch: (entry, query, asked) => batch(deps, entry, { query, asked }),
  };
}

/** Under which numbers and keys looks at this person are on record. */
async function tracesOf(
  { db, credentials, applications }: LooksDependencies,
  { credential, subject }: Pick<LooksQuery, 'credential' | 'subject'>,
): Promise<{ thumbprints: string[]; objectIds: string[]; holderThumbprints: string[] }> {
  if (credential !== undefined) {
    const id = uuid.test(credential) ? credential : undefined;
    const found = await credentials.story(db, { id, number: credential });
    if (!found) throw new Fault('not-found');
    const { number, applicationId, holderThumbprint } = found.credential;
    const objectIds = [number, ...(applicationId === null ? [] : [applicationId])];
    return { thumbprints: [], objectIds, holderThumbprints: [holderThumbprint] };
  }
  const own = await credentials.traces(db, subject ?? '');
  const applied = await applications.traces(db, subject ?? '');
  if (own.length + applied.length === 0) throw new Fault('not-found');
  const thumbprints = [...new Set([...own, ...applied].map(({ holderThumbprint }) => holderThumbprint))];
  const objectIds = [...own.map(({ number }) => number), ...applied.map(({ id }) => id)];
  return { thumbprints, objectIds, holderThumbprints: thumbprints };
}

async function pageOfLooks(
  { db, cursors, history }: LooksDependencies,
  filter: Omit<Filter, 'limit' | 'before'>,
  {
    limit,
    cursor,
    question,
  }: { readonly limit: string | undefined; readonly cursor: string | undefined; readonly question: string },
) {
  const size = pageLimit(limit);
  const before = cursor === undefined ? undefined : cursors.decode(question, cursor);
  const rows = await history.search(db, { ...filter, before, limit: size + 1 });
  const looks = rows.slice(0, size);
  const last = looks.at(-1);
  return { looks, next: rows.length > size && last ? cursors.encode(question, last.id) : null };
}

async function conclude(
  { db, node, desk }: LooksDependencies,
  asked: Asked,
  {
    looks,
    next,
    window,
    look,
  }: {
    readonly looks: readonly NamedAccessRecord[];
    readonly next: string | null;
    readonly window: Window;
    readonly look: Omit<Look, 'contentClass' | 'shown'>;
  },
): Promise<z.input<typeof looksPage>> {
  const entries = looks.flatMap(({ batchEntryId }) => batchEntryId ?? []);
  const placeOf = await desk.places(db, [...new Set(entries)]);
  const disclosure = desk.disclosure(asked, node.jurisdiction);
  await desk.recordLook(asked, { ...look, contentClass: 'pseudonymous', shown: looks.length });
  const items = looks.map((record) => ({
    ...shownTo(disclosure.identified, record),
    log: record.batchEntryId === null ? null : placeOf(record.batchEntryId),
  }));
  return { items, next, window: windowText(window), disclosure };
}

/** To an examiner of the other side neither a person who works here nor a file of an organisation here is named, not even by a pseudonym. */
function shownTo(identified: boolean, record: NamedAccessRecord): Omit<AuditedLook, 'log'> {
  const { organisationId, organisationNames, authorisationType: type } = record;
  const named = identified && organisationId !== null && organisationNames !== null;
  return {
    id: record.id,
    at: preciseText(record.at),
    localTime: localTime(record.at),
    kind: record.kind,
    caller: identified ? record.callerName : (record.callerName.split(':')[0] ?? ''),
    organisation: named ? { id: organisationId, names: organisationNames } : null,
    client: identified ? record.clientId : null,
    officer: identified ? record.officerId : null,
    person: identified ? record.personId : null,
    purpose: record.purpose,
    stage: record.stage,
    authorisation:
      type === null || !identified
        ? null
        : {
            type,
            reference: record.authorisationReference ?? '',
            scope: record.authorisationScope ?? '',
            expiresAt: record.authorisationExpiresAt ?? '',
          },
    caseReference: identified ? record.caseReference : null,
    objects: [...record.objectIds],
    result: record.result,
    contentClass: record.contentClass,
    requestId: record.requestId,
    leaf: identified ? new TextDecoder().decode(leafOf(record)) : null,
  };
}

async function batch(
  { db, desk, history }: LooksDependencies,
  entry: string,
  { query: { purpose, caseReference }, asked }: { readonly query: BatchQuery; readonly asked: Asked },
): Promise<z.input<typeof accessBatch>> {
  const records = await history.search(db, { batchEntryId: entry, limit: batchMax });
  if (records.length === 0) throw new Fault('not-found');
  const leaves = records.toReversed().map((record) => ({ id: record.id, leaf: leafOf(record) }));
  const sealed = await readSealed(db, entry);
  const opened = sealed && (await desk.open(db, sealed));
  const committed = opened && accessBatchPayload.safeParse(opened.payload).data?.details.root;
  const placeOf = await desk.places(db, [entry]);
  const question = 'getAccessBatch';
  const look = { question, query: { entry }, purpose, caseReference, contentClass: 'aggregate' } as const;
  await desk.recordLook(asked, { ...look, shown: leaves.length });
  return {
    log: placeOf(entry),
    count: leaves.length,
    root: encodeBase64url(treeRoot(leaves.map(({ leaf }) => leaf))),
    committed: committed ?? null,
    leaves: leaves.map(({ id, leaf }) => ({ id, leafSha256: encodeBase64url(leafHash(leaf)) })),
  };
}
