import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import type { Application, ApplicationFile, DecisionRow, EvidenceItem } from './application.ts';
import { lockedFor, readFile } from './application-file.service.ts';
import type { Assessing, Assessment } from './assessment.service.ts';
import { changesForTheWorse } from './changed-evidence.ts';
import { reserveCredential } from './decisions.store.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { readProposal } from './evidence.store.ts';
import { homeJwtOnFile, shownOnFile } from './gathering.ts';
import { grantOf } from './grant.ts';
import { isStillTrusted } from './presentation.ts';
import { decodeProposal } from './proposal-content.ts';
import type { Proposed } from './proposal.schema.ts';
import { evidenceOf } from './recognition-events.ts';

export interface Granted {
  readonly credentialId: string;
  readonly evidence: readonly EvidenceItem[];
  /** In the transaction of the approval: issued by this. */
  record(tx: Transaction): Promise<void>;
}

export interface Granting {
  /** Checks freshness anew, reserves the credential of the decision, and signs it. @throws Fault `evidence-changed`, `not-recognised-here` */
  grant(of: {
    readonly application: Application;
    readonly decision: DecisionRow;
    readonly act: Act;
  }): Promise<Granted>;
}

export function createGranting(deps: RecognitionDependencies, assessing: Assessing): Granting {
  const { db, clock, entropy, credentials, agreements } = deps;
  return {
    async grant({ application, decision, act }) {
      const file = await readFile(db, application);
      const proposal = await decidedProposal(deps, decision);
      const statusList = await refuseIfChanged(deps, assessing, file, proposal);
      const { id, version } = proposal.agreement;
      const document = agreements.view().version(id, version)?.document;
      if (document === undefined) throw new Error(`Agreement ${id}, version ${version}, is not here.`);
      const credentialId = await db.transaction(async (tx) => {
        await lockedFor(tx, application.id, 'issue');
        const reserved = await reserveCredential(tx, {
          decisionId: decision.id,
          credentialId: uuidV7(clock, entropy),
          at: clock.now(),
        });
        const grant = grantOf({
          credentialId: reserved,
          application,
          decision,
          proposal,
          home: shownOnFile(file.evidence).home,
          homeDigest: homeJwtOnFile(file.evidence).digest,
          document,
          at: clock.now(),
        });
        await credentials.reserve(tx, grant, act);
        return reserved;
      });
      const signed = await credentials.sign(credentialId);
      const evidence = evidenceOf([...file.evidence, statusList]);
      return {
        credentialId,
        evidence: [statusList],
        record: (tx) => credentials.record(tx, signed, act, evidence),
      };
    },
  };
}

async function decidedProposal(
  { db }: RecognitionDependencies,
  { id, proposalId, applicationId }: DecisionRow,
): Promise<Proposed> {
  const row = await readProposal(db, { id: proposalId, applicationId });
  if (row === undefined) throw new Error(`Decision ${id} has no proposal.`);
  return decodeProposal(row.content).best;
}

/** Gives the status list that proves freshness at this moment (domain 5.4, rule 7). */
async function refuseIfChanged(
  deps: RecognitionDependencies,
  assessing: Assessing,
  { application, evidence, agreements: kept }: ApplicationFile,
  decided: Proposed,
): Promise<EvidenceItem> {
  const shown = shownOnFile(evidence);
  const assessment = await assessing.assess({ shown, declared: application, application, kept });
  const now = rowOf(assessment, decided.agreement.row);
  if (assessment === undefined || now === undefined)
    throw new Error(`Application ${application.id} has lost the row that it came under.`);
  const trust = deps.trust.view();
  const { iss, target } = { iss: issuerOf(deps.node.origin, application.authority), target: decided.target };
  if (trust.mandateAt(iss, vct.recognition, target, deps.clock.now()) === undefined)
    throw new Fault('not-recognised-here');
  const isTrusted = isStillTrusted(homeJwtOnFile(evidence).jwt, shown.home, trust);
  const status = assessing.lookup(shown.home.status.status_list);
  const { statusList } = assessment;
  const codes = [
    ...changesForTheWorse(decided, now),
    ...(statusList === undefined ? ['no-proof-of-freshness'] : []),
    ...(isTrusted ? [] : ['issuer-not-trusted']),
    // Replaced by a renewal is no change for the worse: the record is what counts, and the rules have looked at it.
    ...(status.kind === 'unknown' ? ['status-unknown'] : status.value === 1 ? ['status-ended'] : []),
  ];
  if (statusList === undefined || codes.length > 0)
    throw new Fault('evidence-changed', { values: { codes: codes.join(', ') } });
  return statusList;
}

function rowOf(assessment: Assessment | undefined, row: string) {
  if (assessment === undefined) return undefined;
  return [assessment.best, ...assessment.others].find(({ agreement }) => agreement.row === row);
}
