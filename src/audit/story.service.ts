import type { z } from 'zod';
import type { SupervisedCredential, Supervision } from '../credentials/index.ts';
import { Fault } from '../kernel/fault.ts';
import { preciseText } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Trust, TrustView } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';
import { type ActsDependencies, actorOf, payloadOf, type ShownAct, showActs } from './acts.service.ts';
import { type Asked, subjectSideOf } from './desk.service.ts';
import { listFactsOfObjects } from './facts.store.ts';
import type { lifeStory, StoryQuery } from './story.schema.ts';

export interface StoryDependencies extends ActsDependencies {
  readonly clock: Clock;
  readonly credentials: Pick<Supervision, 'story'>;
  readonly keys: Pick<Keys, 'find'>;
  readonly trust: Pick<Trust, 'view'>;
  readonly vault: Pick<Vault, 'person'>;
}

export interface Stories {
  /** Everything about one credential, by identifier or number (question 2). @throws Fault `not-found` */
  story(id: string, query: StoryQuery, asked: Asked): Promise<z.input<typeof lifeStory>>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createStories(deps: StoryDependencies): Stories {
  const { db, clock, node, desk, credentials, keys, trust } = deps;
  return {
    async story(id, { purpose, caseReference }, asked) {
      const found = await credentials.story(db, { id: uuid.test(id) ? id : undefined, number: id });
      if (!found) throw new Fault('not-found');
      const { credential, statusEventIds } = found;
      const rows = await listFactsOfObjects(db, [
        { type: 'credential', ids: [credential.id] },
        { type: 'application', ids: credential.applicationId === null ? [] : [credential.applicationId] },
        { type: 'status-event', ids: statusEventIds },
      ]);
      const acts = await showActs(deps, asked, rows);
      const direction = credential.homeIss === null ? null : 'across';
      const disclosureOf = await desk.disclosures(db, asked);
      const disclosure = disclosureOf(subjectSideOf(direction, node), credential.subjectId);
      const person = disclosure.identified ? await personOf(deps, credential.subjectId) : null;
      await desk.recordLook(asked, {
        question: 'getLifeStory',
        query: { id },
        purpose,
        caseReference,
        objectIds: [credential.number],
        holderThumbprints: [credential.holderThumbprint],
        contentClass: person ? 'identified' : 'pseudonymous',
        shown: acts.length,
      });
      return {
        credential: shown(credential, clock.now()),
        person,
        disclosure,
        key: keyOf(keys, credential),
        mandate: mandateOf(trust.view(), credential),
        decision: decisionOf(acts),
        events: acts.map(({ item }) => item),
      };
    },
  };
}

async function personOf({ db, vault }: StoryDependencies, subjectId: string) {
  const person = await vault.person(db, subjectId);
  if (!person) return null;
  const { nameEn = null, nameZhHant = null, nameZhHans = null, birthDate = null } = person;
  return { nameEn, nameZhHant, nameZhHans, birthDate };
}

function shown(credential: SupervisedCredential, at: Date) {
  const { id, number, vct, issuer, qualification, life, supersededBy, agreement, keyId } = credential;
  return {
    id,
    number,
    vct,
    issuer,
    qualification,
    subject: credential.subjectId,
    life,
    issuedAt: preciseText(credential.issuedAt),
    expiresAt: preciseText(credential.expiresAt),
    expired: credential.expiresAt <= at,
    supersededBy,
    agreement,
    keyId,
  };
}

function keyOf(keys: Pick<Keys, 'find'>, { keyId, issuedAt }: SupervisedCredential) {
  const key = keyId === null ? undefined : keys.find(keyId);
  if (!key) return null;
  const { kid, signFrom, signUntil, compromisedAt } = key;
  const inWindow = signFrom <= issuedAt && (signUntil === null || issuedAt < signUntil);
  return {
    kid,
    signFrom: preciseText(signFrom),
    signUntil: signUntil && preciseText(signUntil),
    compromisedAt: compromisedAt && preciseText(compromisedAt),
    validAtIssuance: inWindow && compromisedAt === null,
  };
}

export function mandateOf(view: TrustView, credential: SupervisedCredential) {
  const { issuer, vct, issuedAt } = credential;
  const [first = ''] = credential.mandateFor;
  const mandate = view.mandateAt(issuer, vct, first, issuedAt);
  return mandate ? mandateText(mandate) : null;
}

export function mandateText(mandate: NonNullable<ReturnType<TrustView['mandateAt']>>) {
  const { id, action, qualifications, from, until, instrument, recordedAt } = mandate;
  return {
    id,
    action,
    qualifications: [...qualifications],
    from: preciseText(from),
    until: until && preciseText(until),
    instrument,
    recordedAt: preciseText(recordedAt),
  };
}

/** The facts say who and what, also when the person was erased; evidence and digests are in the opening. */
function decisionOf(acts: readonly ShownAct[]) {
  const approved = acts.findLast(({ row }) => row.type === 'application.approved');
  if (!approved) return null;
  const before = acts.filter(({ row }) => row.position < approved.row.position);
  const decided = before.findLast(({ row }) => row.type === 'application.decided');
  const proposed = before.findLast(({ row }) => row.type === 'application.proposed');
  const issued = acts.find(({ row }) => row.type === 'credential.issued');
  const payload = payloadOf(approved.item);
  const { agreement, proposed: said, outcome, override } = approved.item;
  const proofs = [proposed, decided, approved, issued].flatMap((act) => (act ? [act.item.log] : []));
  return {
    maker: decided ? actorOf(decided.row) : null,
    checker: actorOf(approved.row),
    agreement,
    newerVersion: (proposed && payloadOf(proposed.item)?.details?.newerVersion) ?? null,
    proposed: said,
    outcome,
    override,
    proposalSha256: payload?.details?.proposalSha256 ?? null,
    decisionSha256: payload?.details?.decisionSha256 ?? null,
    evidence: (issued && payloadOf(issued.item)?.evidence) ?? payload?.evidence ?? null,
    proofs,
  };
}
