import { placeDecision } from '../access/index.ts';
import type { Caller } from '../kernel/caller.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { recognitionPurpose } from './applicant-act.ts';
import { originOf } from './presentation.ts';
import { isMember } from './reception.ts';
import type { Viewer } from './viewers.ts';

export interface PersonalDataDecision {
  readonly included: boolean;
  readonly rule: string;
  readonly reason: Localised;
}

const own: PersonalDataDecision = {
  included: true,
  rule: 'own-record',
  reason: {
    en: 'It is your own application.',
    zhHant: '此為你本人的申請。',
    zhHans: '此为您本人的申请。',
  },
};

const notNeeded: PersonalDataDecision = {
  included: false,
  rule: 'not-needed',
  reason: {
    en: 'Following an application needs no personal data.',
    zhHant: '跟進申請無須個人資料。',
    zhHans: '跟进申请无须个人信息。',
  },
};

/** Whether the person may be in the answer: one's own always, else as place and purpose decide. */
export function personalDataFor(
  viewer: Viewer,
  {
    caller,
    node,
    homeIssuer,
  }: { readonly caller: Caller; readonly node: NodeIdentity; readonly homeIssuer: string },
): PersonalDataDecision {
  if (viewer === 'holder') return own;
  if (viewer === 'relay' || !isMember(caller)) return notNeeded;
  const { personalData, rule, reason } = placeDecision({
    organisation: caller.organisation,
    nodeJurisdiction: node.jurisdiction,
    purpose: viewer === 'regulator' ? 'supervision' : recognitionPurpose,
    subjectSide: sideOf(homeIssuer, node),
  });
  return { included: personalData, rule, reason };
}

function sideOf(issuer: string, node: NodeIdentity): Jurisdiction {
  return originOf(issuer) === node.peer.origin ? node.peer.jurisdiction : node.jurisdiction;
}
