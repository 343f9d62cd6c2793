import type { Catalogue } from '../catalogue/index.ts';
import type { Act, DomainEvent, EventFacts } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { instantText, wholeSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Keys } from '../keys/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import {
  insertAuthority,
  insertMandate,
  lockMandate,
  readAuthority,
  setMandateEnd,
} from './authorities.store.ts';
import { readState } from './state.service.ts';
import { contentOf, fitsInList } from './trust-list-content.ts';
import { lockOrigin } from './trust-lists.store.ts';
import type { MandateEnd, NewMandate, Trust } from './trust.ts';
import { vctOfAction } from './vocabulary.ts';

export const trustSnapshot = 'trust';

interface ChangesDependencies {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  readonly keys: Keys;
  readonly catalogue: Pick<Catalogue, 'qualification' | 'component'>;
}

type Change = Pick<
  DomainEvent,
  'objectType' | 'objectId' | 'effectiveAt' | 'reason' | 'details' | 'facts'
> & {
  readonly slug: string;
};

export function createTrustChanges(
  deps: ChangesDependencies,
): Pick<Trust, 'registerAuthority' | 'grantMandate' | 'endMandate'> {
  const { clock, node, keys, catalogue } = deps;
  return {
    async registerAuthority(tx, { key, ...facts }, act) {
      await lockOrigin(tx, node.origin);
      const authority = { ...facts, createdAt: clock.now() };
      if (!(await insertAuthority(tx, authority))) throw new Fault('authority-exists');
      await keys.create(tx, key, act);
      const { slug, kind } = authority;
      const change = { slug, objectType: 'authority', objectId: issuerOf(node.origin, slug) };
      const told = { facts: { outcome: 'registered' }, details: { change: 'registered', kind } };
      await concludeChange(tx, { act, change: { ...change, ...told } }, deps);
      return authority;
    },
    async grantMandate(tx, request, act) {
      refuseUnknown(request, catalogue);
      await lockOrigin(tx, node.origin);
      if (!(await readAuthority(tx, request.slug))) throw new Fault('not-found');
      const validFrom = wholeSeconds(request.validFrom);
      const validUntil = request.validUntil && wholeSeconds(request.validUntil);
      if (validUntil && validUntil <= validFrom) throw emptyWindow();
      const vct = vctOfAction[request.action];
      const mandate = { ...request, vct, validFrom, validUntil, recordedAt: clock.now() };
      await insertMandate(tx, mandate);
      const { slug, action, qualificationIds, instrument } = mandate;
      const until = validUntil && instantText(validUntil);
      const details = { change: 'granted', action, vct, qualificationIds, instrument, until };
      const facts = mandateFacts('granted', mandate);
      const change = { slug, objectType: 'mandate', objectId: mandate.id, facts, details };
      await concludeChange(tx, { act, change: { ...change, effectiveAt: instantText(validFrom) } }, deps);
      return mandate;
    },
    endMandate: (tx, end, act) => endMandate(tx, { end, act }, deps),
  };
}

async function endMandate(
  tx: Transaction,
  { end, act }: { readonly end: MandateEnd; readonly act: Act },
  deps: ChangesDependencies,
) {
  const now = wholeSeconds(deps.clock.now());
  await lockOrigin(tx, deps.node.origin);
  const mandate = await lockMandate(tx, end);
  if (!mandate) throw new Fault('not-found');
  const wanted = end.at ? wholeSeconds(end.at) : now;
  if (wanted < now) {
    throw new Fault('mandate-end-past', { errors: [{ pointer: '/body/until', code: 'invalid' }] });
  }
  if (mandate.validUntil && mandate.validUntil <= wanted) {
    throw new Fault('mandate-ended', { values: { until: instantText(mandate.validUntil) } });
  }
  // What is called off before it began never was in force.
  const validUntil = wanted < mandate.validFrom ? mandate.validFrom : wanted;
  await setMandateEnd(tx, mandate.id, validUntil);
  const change = {
    slug: mandate.slug,
    objectType: 'mandate',
    objectId: mandate.id,
    effectiveAt: instantText(validUntil),
    reason: end.reason,
    facts: mandateFacts('ended', mandate),
    details: { change: 'ended' },
  };
  await concludeChange(tx, { act, change }, deps);
  return { ...mandate, validUntil };
}

/** A mandate for several is counted as so many, and under none of them alone. */
function mandateFacts(
  outcome: string,
  { qualificationIds }: Pick<NewMandate, 'qualificationIds'>,
): EventFacts {
  const [only, ...others] = qualificationIds;
  return {
    outcome,
    count: qualificationIds.length,
    ...(others.length === 0 && { qualification: only }),
  };
}

/** The event, word to the publisher, and proof that what was changed can still be published. */
async function concludeChange(
  tx: Transaction,
  { act, change: { slug, ...event } }: { readonly act: Act; readonly change: Change },
  { clock, events, node, keys }: ChangesDependencies,
): Promise<void> {
  const now = clock.now();
  if (!fitsInList(contentOf(node, await readState(tx, { keys, node }), now), now))
    throw new Fault('trust-list-full');
  await events.append(tx, act, {
    ...event,
    type: 'trust.changed',
    issuer: issuerOf(node.origin, slug),
    subjectId: null,
  });
  await bumpSnapshot(tx, trustSnapshot);
}

function refuseUnknown(
  { action, qualificationIds }: NewMandate,
  catalogue: ChangesDependencies['catalogue'],
): void {
  const isKnown = (id: string): boolean =>
    catalogue.qualification(id) !== undefined ||
    (action === 'bridge' && catalogue.component(id) !== undefined);
  const errors = qualificationIds.flatMap((id, index) =>
    isKnown(id) ? [] : [{ pointer: `/body/qualifications/${index}`, code: 'choice' }],
  );
  if (errors.length > 0) throw new Fault('qualification-unknown', { errors });
}

function emptyWindow(): Fault {
  return new Fault('mandate-window', { errors: [{ pointer: '/body/until', code: 'invalid' }] });
}
