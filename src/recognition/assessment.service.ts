import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7 } from '../kernel/identifiers.ts';
import { civilDate, nowSeconds } from '../kernel/instants.ts';
import type { StatusLookup, StatusReference } from '../status/index.ts';
import type { Application, Declared, EvidenceItem, KeptVersion } from './application.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { type ProposalInput, type Proposal, proposeBest } from './engine.ts';
import { evidenceItem } from './evidence-items.ts';
import { gather, type ShownCredentials } from './gathering.ts';
import { governingRows, keptRows } from './governing.ts';

export interface Assessment {
  readonly best: Proposal;
  readonly others: readonly Proposal[];
  /** The versions under which it was assessed. */
  readonly kept: readonly KeptVersion[];
  /** The signed list that says how the award stands, as bytes: the proof of freshness (domain 5.4, rule 7). Absent when out of reach. */
  readonly statusList: EvidenceItem | undefined;
}

export interface AssessmentQuestion {
  readonly shown: ShownCredentials;
  readonly declared: Declared;
  readonly application: Pick<Application, 'targetQualification' | 'applicationDate'>;
  /** Those of an earlier assessment; absent for a new application. */
  readonly kept?: readonly KeptVersion[];
}

export interface Assessing {
  /** Undefined when no row of any agreement leads from the award to the target. */
  assess(question: AssessmentQuestion): Promise<Assessment | undefined>;
  lookup(reference: StatusReference): StatusLookup;
}

export function createAssessing(deps: RecognitionDependencies): Assessing {
  const { clock, entropy, status, agreements, trust, catalogue } = deps;
  const lookup = (reference: StatusReference) => status.lookup(reference, nowSeconds(clock));

  async function statusListOf(reference: StatusReference, found: StatusLookup) {
    if (found.kind === 'unknown') return undefined;
    const content = await status.token(reference.uri);
    if (content === undefined) return undefined;
    const maker = { newId: () => uuidV7(clock, entropy), observedAt: clock.now() };
    return evidenceItem(maker, { type: 'status-list', source: reference.uri, content });
  }

  return {
    lookup,
    async assess({ shown, declared, application, kept }) {
      const reference = shown.home.record.status_list;
      await reach(status, () => lookup(reference).kind === 'known');
      const at = clock.now();
      const view = agreements.view();
      const evidence = gather(shown, declared, { trust: trust.view(), agreements: view, catalogue, lookup });
      const question = {
        evidence,
        dates: { application: application.applicationDate, decision: civilDate(at) },
        from: shown.home.qualification,
        target: application.targetQualification,
        at,
      };
      const rows = kept === undefined ? governingRows(view, question) : keptRows(view, kept, question);
      const proposed = proposeBest(rows);
      // Memory may hold a newer list by the time its bytes are read; it says the same or something later.
      const statusList = proposed && (await statusListOf(reference, lookup(reference)));
      return proposed && { ...proposed, kept: kept ?? versionsOf(rows), statusList };
    },
  };
}

const attempts = 3;
const pauseMilliseconds = 250;

/** What the home side published a moment ago may not be here yet. Its lists are asked for again before anything is called inconclusive. */
async function reach(status: RecognitionDependencies['status'], isKnown: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < attempts && !isKnown(); attempt++) {
    if (attempt > 0) await sleep(pauseMilliseconds);
    // Out of reach is an answer too: the rules then say that evidence is missing.
    await status.refetchPeer().catch(() => undefined);
  }
}

function versionsOf(rows: readonly ProposalInput[]): readonly KeptVersion[] {
  const versions = new Map(
    rows.map(({ agreement: { version } }) => [version.document.id, version.document.version]),
  );
  return [...versions].map(([agreementId, version]) => ({ agreementId, version }));
}
