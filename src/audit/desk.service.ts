import { type Access, placeDecision } from '../access/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import type { Caller } from '../kernel/caller.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import type { EventValue } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds, civilDate, preciseText } from '../kernel/instants.ts';
import { type Jurisdiction, otherSide } from '../kernel/jurisdiction.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Sealer } from '../kernel/sealer.ts';
import { actOf } from '../platform/act.ts';
import type { Database, Reader, Transaction } from '../platform/database.ts';
import { type EventLog, openingContext } from '../platform/events.store.ts';
import { identifier } from '../platform/fields.schema.ts';
import { readCase } from './cases.store.ts';
import { caseStateOn } from './disclosure-case.ts';
import { type Opened, readOpening } from './opened-event.ts';
import type { Disclosure, LogPlace } from './reading.schema.ts';
import type { SupervisionPurpose } from './vocabulary.ts';

/** What every question of the reading room needs: who may see what, proof of what is shown, and the look itself on record. */

export interface Asked {
  readonly caller: Caller;
  readonly requestId: string;
  /** As the caller gave it: under an approved disclosure case its person is shown. */
  readonly caseReference?: string | undefined;
}

export interface Look {
  /** Name of the operation. */
  readonly question: string;
  /** As it was asked; only its digest goes into the entry. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly purpose?: SupervisionPurpose | undefined;
  readonly caseReference?: string | undefined;
  /** Credential numbers, application identifiers. */
  readonly objectIds?: readonly string[];
  /** Of the one person looked at, who learns of it under each of their keys. */
  readonly holderThumbprints?: readonly string[];
  readonly contentClass: 'identified' | 'pseudonymous' | 'aggregate';
  /** Items in the answer. */
  readonly shown: number;
}

export interface DeskDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly events: EventLog;
  readonly sealer: Sealer<Transaction, Reader>;
  readonly records: Access['records'];
  readonly positionsOf: (reader: Reader, entryIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

export interface Sealed {
  readonly eventId: string;
  readonly subjectId: string | null;
  readonly commitment: Uint8Array;
  readonly sealed: Uint8Array | null;
}

export interface Window {
  readonly from: Date;
  readonly until: Date;
}

export interface Desk {
  /** Durable when it resolves: an access record, and an entry of the log without the name of anybody. Before the answer is given. */
  recordLook(asked: Asked, look: Look): Promise<void>;
  /** Whether data of a person of that side may be in an answer to this caller. */
  disclosure(asked: Asked, subjectSide: Jurisdiction): Disclosure;
  /** As `disclosure`, or by the approved case that the caller named: of its organisation, on that one person. */
  disclosures(
    reader: Reader,
    asked: Asked,
  ): Promise<(subjectSide: Jurisdiction, subjectId: string | null) => Disclosure>;
  /** The person whom the case that the caller named opens to them; undefined where none does. */
  caseSubject(reader: Reader, asked: Asked): Promise<string | undefined>;
  /** Where each entry is proved; entries that wait have no index. */
  places(reader: Reader, entryIds: readonly string[]): Promise<(entryId: string) => LogPlace>;
  /** Salt and payload, and whether they give the commitment; undefined once erased. */
  open(reader: Reader, row: Sealed): Promise<Opened | undefined>;
  /** @throws Fault `invalid-request` for more than 366 days, or none */
  window(asked: { readonly from?: string | undefined; readonly until?: string | undefined }): Window;
}

const daySeconds = 86_400;
const usualDays = 30;
const windowDaysMax = 366;

export function createDesk(deps: DeskDependencies): Desk {
  const { clock, node, sealer, positionsOf } = deps;
  return {
    recordLook: (asked, look) => recordLook(deps, asked, look),
    disclosure: (asked, subjectSide) => placed(node, asked, subjectSide),
    async disclosures(reader, asked) {
      const standing = await standingCase(reader, asked, civilDate(clock.now()));
      return (subjectSide, subjectId) => {
        const byPlace = placed(node, asked, subjectSide);
        if (!standing || byPlace.rule !== caseRule || subjectId !== standing.subjectId) return byPlace;
        return { identified: true, rule: 'case', caseId: standing.id, reason: caseReason };
      };
    },
    async caseSubject(reader, asked) {
      return (await standingCase(reader, asked, civilDate(clock.now())))?.subjectId;
    },
    async places(reader, entryIds) {
      const known = await positionsOf(reader, entryIds);
      return (entry) => ({ entry, index: known.get(entry) ?? null });
    },
    async open(reader, { eventId, subjectId, commitment, sealed }) {
      if (!sealed) return undefined;
      const bytes = await sealer.open(reader, subjectId, sealed, openingContext(eventId));
      return bytes && readOpening(bytes, commitment);
    },
    window({ from, until }) {
      const end = until === undefined ? clock.now() : new Date(until);
      const begin = from === undefined ? addSeconds(end, -usualDays * daySeconds) : new Date(from);
      const seconds = (end.getTime() - begin.getTime()) / 1000;
      if (seconds <= 0 || seconds > windowDaysMax * daySeconds)
        throw new Fault('invalid-request', { errors: [{ pointer: '/query/until', code: 'period' }] });
      return { from: begin, until: end };
    },
  };
}

/** What a case can open; whatever another rule keeps closed stays so. */
export const caseRule = 'supervision-across';

const caseReason = {
  en: 'Two persons of this side approved the case on its recorded legal basis.',
  zhHant: '本方兩人已按所記錄的法律依據批准此個案。',
  zhHans: '本方两人已按所记录的法律依据批准此个案。',
} as const;

function placed(
  { jurisdiction }: Pick<NodeIdentity, 'jurisdiction'>,
  { caller }: Asked,
  subjectSide: Jurisdiction,
): Disclosure {
  if (caller.kind !== 'client' && caller.kind !== 'officer') throw new Fault('not-found');
  const { organisation } = caller;
  const { personalData, rule, reason } = placeDecision({
    organisation,
    nodeJurisdiction: jurisdiction,
    purpose: 'supervision',
    subjectSide,
  });
  return { identified: personalData, rule, reason };
}

/** The case that the caller named, if it is their organisation's and approved on this day. */
async function standingCase(reader: Reader, { caller, caseReference }: Asked, today: string) {
  if (caller.kind !== 'client' && caller.kind !== 'officer') return undefined;
  const { success, data: id } = identifier.safeParse(caseReference);
  const known = success ? await readCase(reader, id) : undefined;
  if (!known || known.row.organisationId !== caller.organisation.id) return undefined;
  return caseStateOn(known.row, known.said, today) === 'approved' ? known.row : undefined;
}

async function recordLook(
  { db, events, node, records }: DeskDependencies,
  { caller, requestId }: Asked,
  look: Look,
): Promise<void> {
  const {
    question,
    purpose = 'supervision',
    caseReference,
    objectIds = [],
    holderThumbprints = [],
    shown,
  } = look;
  const asked: Record<string, EventValue> = { question };
  for (const [name, value] of Object.entries(look.query)) if (value !== undefined) asked[name] = value;
  const named = caller.kind === 'officer' || caller.kind === 'client' ? caller.roles : [];
  const role = named.includes('regulator') ? 'regulator' : 'privacy-officer';
  const underCase = caseReference !== undefined && { caseReference };
  const act = actOf({ caller, requestId }, { role, purpose, ...underCase });
  await db.transaction((tx) =>
    events.append(tx, act, {
      type: 'regulator.accessed',
      issuer: node.origin,
      subjectId: null,
      objectType: 'question',
      objectId: question,
      facts: { outcome: look.contentClass, count: shown },
      details: {
        question,
        querySha256: sha256Base64url(canonicalBytes(asked)),
        contentClass: look.contentClass,
        shown,
      },
    }),
  );
  const note = {
    kind: 'look-up',
    caller,
    requestId,
    purpose,
    ...underCase,
    objectIds,
    result: question,
    contentClass: look.contentClass,
  } as const;
  if (holderThumbprints.length === 0) return records.write(note);
  await Promise.all(
    holderThumbprints.map((holderThumbprint) => records.write({ ...note, holderThumbprint })),
  );
}

/** Where the person of an entry comes from: for what crosses the boundary the side of the award, else this one. */
export function subjectSideOf(
  direction: string | null,
  node: Pick<NodeIdentity, 'jurisdiction'>,
): Jurisdiction {
  return direction === null ? node.jurisdiction : otherSide(node.jurisdiction);
}

export function windowText({ from, until }: Window) {
  return { from: preciseText(from), until: preciseText(until) };
}
