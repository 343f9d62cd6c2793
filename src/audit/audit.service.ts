import type { Access } from '../access/index.ts';
import type { Agreements } from '../agreements/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Credentials } from '../credentials/index.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Notices } from '../notices/index.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Recognition } from '../recognition/index.ts';
import type { Status } from '../status/index.ts';
import type { LogPublication, Transparency } from '../transparency/index.ts';
import type { Trust } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';
import { type Activity, createActivity } from './activity.service.ts';
import { type Cases, createCases } from './cases.service.ts';
import { type Consistency, createConsistency } from './consistency.service.ts';
import { createDesk, type Desk } from './desk.service.ts';
import { createEvents, type Events } from './events.service.ts';
import { createExports, type Exports } from './exports.service.ts';
import { createFigures, type Figures } from './figures.service.ts';
import { createLooks, type Looks } from './looks.service.ts';
import { createMandates, type Mandates } from './mandates.service.ts';
import { createRefusals, type Refusals } from './refusals.service.ts';
import { createStories, type Stories } from './story.service.ts';
import { createTerminations, type Terminations } from './terminations.service.ts';

export interface AuditDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly access: Pick<Access, 'records' | 'history'>;
  readonly agreements: Pick<Agreements, 'view'>;
  readonly catalogue: Catalogue;
  readonly credentials: Pick<Credentials, 'supervision'>;
  readonly keys: Pick<Keys, 'find' | 'signer'>;
  readonly notices: Pick<Notices, 'deliveries'>;
  readonly recognition: Pick<Recognition, 'supervision'>;
  readonly status: Pick<Status, 'firstPublished'>;
  readonly transparency: Pick<Transparency, 'origin' | 'positionsOf' | 'published'>;
  readonly logPublication: Pick<LogPublication, 'health'>;
  readonly trust: Pick<Trust, 'view'>;
  readonly vault: Pick<Vault, 'seal' | 'open' | 'person' | 'lockSubjects'>;
  readonly exportKey: Uint8Array;
}

/** The reading room of this side's regulators: each question of domain 3.1 is one call, and each look is itself on record. */
export interface Audit
  extends Activity,
    Consistency,
    Events,
    Looks,
    Mandates,
    Refusals,
    Stories,
    Terminations {
  readonly cases: Cases;
  readonly desk: Desk;
  readonly exports: Exports;
  readonly figures: Figures;
}

export function createAudit(deps: AuditDependencies): Audit {
  const { access, transparency, vault } = deps;
  const desk = createDesk({
    ...deps,
    sealer: vault,
    records: access.records,
    positionsOf: (reader, entryIds) => transparency.positionsOf(reader, entryIds),
  });
  const shared = { ...deps, desk, credentials: deps.credentials.supervision };
  return {
    ...createActivity(shared),
    ...createConsistency(shared),
    ...createEvents(shared),
    ...createLooks({ ...shared, history: access.history, applications: deps.recognition.supervision }),
    ...createMandates(shared),
    ...createRefusals(shared),
    ...createStories(shared),
    ...createTerminations(shared),
    cases: createCases(shared),
    desk,
    exports: createExports(shared),
    figures: createFigures({ ...deps, desk, logOrigin: transparency.origin }),
  };
}
