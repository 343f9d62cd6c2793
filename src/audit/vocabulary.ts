import type { EventType } from '../kernel/event.ts';
import type { Localised } from '../kernel/localised.ts';

/** The words of the reading room. The Chinese renderings that are not statutory await a lawyer's eye. */

export const supervisionPurposes = [
  'supervision',
  'complaint',
  'investigation',
  'thematic-review',
  'statistics',
] as const;
export type SupervisionPurpose = (typeof supervisionPurposes)[number];

/** What is counted as activity, and by which events it shows. */
export const activityKinds = [
  'issued',
  'renewed',
  'superseded',
  'suspended',
  'reinstated',
  'terminated',
  'recognised',
  'bridging-required',
  'refused',
  'returned',
  'withdrawn',
  'appealed',
  'appeal-determined',
  'appeal-withdrawn',
] as const;
export type ActivityKind = (typeof activityKinds)[number];

export const terminationTypes = [
  'credential.annulled',
  'credential.withdrawn',
  'credential.stripped',
  'credential.deregistered',
] as const satisfies readonly EventType[];

const kindOfType: Readonly<Partial<Record<string, ActivityKind>>> = {
  'credential.issued': 'issued',
  'credential.renewed': 'renewed',
  'credential.superseded': 'superseded',
  'credential.suspended': 'suspended',
  'credential.reinstated': 'reinstated',
  'credential.annulled': 'terminated',
  'credential.withdrawn': 'terminated',
  'credential.stripped': 'terminated',
  'credential.deregistered': 'terminated',
  'application.refused': 'refused',
  'application.returned': 'returned',
  'application.withdrawn': 'withdrawn',
  'application.appealed': 'appealed',
  'application.appeal-determined': 'appeal-determined',
  'application.appeal-withdrawn': 'appeal-withdrawn',
};

export const activityTypes: readonly string[] = [...Object.keys(kindOfType), 'application.approved'];

/** An approval approves a recognition, or a request for bridging: what came out tells which. */
export function activityKindOf({
  type,
  outcome,
}: {
  readonly type: string;
  readonly outcome: string | null;
}): ActivityKind | undefined {
  if (type !== 'application.approved') return kindOfType[type];
  return outcome === 'bridging-required' ? 'bridging-required' : 'recognised';
}

export function typesOfActivity(kind: ActivityKind): readonly string[] {
  if (kind === 'recognised' || kind === 'bridging-required') return ['application.approved'];
  return Object.entries(kindOfType).flatMap(([type, known]) => (known === kind ? [type] : []));
}

export const activityLabels: Readonly<Record<ActivityKind, Localised>> = {
  issued: { en: 'issued', zhHant: '簽發', zhHans: '签发' },
  renewed: { en: 'renewed', zhHant: '續期', zhHans: '续期' },
  superseded: { en: 'superseded', zhHant: '取代', zhHans: '替换' },
  suspended: { en: 'suspended', zhHant: '暫時吊銷', zhHans: '中止' },
  reinstated: { en: 'reinstated', zhHant: '恢復', zhHans: '恢复' },
  terminated: { en: 'terminated', zhHant: '終止', zhHans: '终止' },
  recognised: { en: 'recognised', zhHant: '承認', zhHans: '承认' },
  'bridging-required': { en: 'bridging required', zhHant: '須完成銜接', zhHans: '须完成衔接' },
  refused: { en: 'refused', zhHant: '拒絕', zhHans: '拒绝' },
  returned: { en: 'returned to the assessor', zhHant: '退回評核人員', zhHans: '退回评核人员' },
  withdrawn: { en: 'withdrawn by the applicant', zhHant: '申請人撤回申請', zhHans: '申请人撤回申请' },
  appealed: { en: 'appealed against', zhHant: '提出上訴', zhHans: '提出申诉' },
  'appeal-determined': { en: 'appeal determined', zhHant: '上訴裁定', zhHans: '申诉裁定' },
  'appeal-withdrawn': {
    en: 'appeal withdrawn by the applicant',
    zhHant: '申請人撤回上訴',
    zhHans: '申请人撤回申诉',
  },
};

export const terminationKinds = ['annul', 'withdraw', 'strip', 'deregister'] as const;
export type TerminationKind = (typeof terminationKinds)[number];

/** Four words of Mainland law where English has one (domain 5.1). */
const legalLabels: Readonly<Partial<Record<string, Localised>>> = {
  annul: { en: 'annulled, as if never granted', zhHant: '撤銷（自始無效）', zhHans: '撤销' },
  withdraw: { en: 'withdrawn, its basis having changed', zhHant: '撤回', zhHans: '撤回' },
  strip: { en: 'stripped, as a sanction', zhHant: '吊銷', zhHans: '吊销' },
  deregister: { en: 'deregistered or lapsed', zhHant: '註銷', zhHans: '注销' },
  suspend: { en: 'suspended', zhHant: '暫時吊銷', zhHans: '中止' },
  reinstate: { en: 'reinstated', zhHant: '恢復', zhHans: '恢复' },
  supersede: { en: 'superseded', zhHant: '取代', zhHans: '替换' },
};

/** A code without words of ours stands for itself. */
export function legalLabel(kind: string): Localised {
  return legalLabels[kind] ?? { en: kind, zhHant: kind, zhHans: kind };
}

/** Who may read here: an examiner of this side. */
export const auditAccess = { roles: ['regulator'], scope: 'events:read', purpose: 'supervision' } as const;
export const auditTag = 'Supervision';
