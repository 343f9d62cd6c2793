import type { AgreementVersion } from '../agreements/index.ts';
import type { RecognitionGrant } from '../credentials/index.ts';
import { addDays, civilDate } from '../kernel/instants.ts';
import type { Application, DecisionRow } from './application.ts';
import { isPositive } from './decision.ts';
import type { HomeClaims } from './presented-claims.schema.ts';
import type { Proposed } from './proposal.schema.ts';

/** What the credential will say: the decision's words, and nothing that was not decided or signed in the agreement. */
export function grantOf({
  credentialId,
  application,
  decision,
  proposal,
  home,
  homeDigest,
  document,
  at,
}: {
  readonly credentialId: string;
  readonly application: Application;
  readonly decision: DecisionRow;
  readonly proposal: Proposed;
  readonly home: HomeClaims;
  readonly homeDigest: string;
  readonly document: AgreementVersion['document'];
  readonly at: Date;
}): RecognitionGrant {
  const { id, version, row } = proposal.agreement;
  return {
    credentialId,
    applicationId: application.id,
    authority: application.authority,
    subjectId: application.subjectId,
    holderJwk: application.holderJwk,
    home: {
      iss: home.iss,
      record: { id: home.record.id, statusList: home.record.status_list },
      qualification: home.qualification,
      credentialSha256: homeDigest,
    },
    decision: positive(decision),
    effect: proposal.recognitionEffect,
    agreement: { id, version, row },
    target: proposal.target,
    facts: { ...application.facts, outcome: decision.outcome },
    components: [...proposal.exempted, ...proposal.bridged].map(({ code }) => code),
    conditions: decision.conditions,
    notConferred: proposal.notConferred.map(({ code }) => code),
    validityDays: document.recognitionValidityDays,
    reviewBy: addDays(civilDate(at), document.homeFreshness.whileActiveDays),
  };
}

function positive({ id, outcome }: DecisionRow): RecognitionGrant['decision'] {
  if (!isPositive(outcome)) throw new Error(`Decision ${id} grants nothing.`);
  return outcome;
}
