import {
  bridgingResult,
  type CommonFacts,
  type CredentialContent,
  homeAttestation,
  type HomeFacts,
  recognition,
} from '../../src/credentials/claims.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { LintFacts } from '../../src/credentials/lint.ts';
import { hongKong, now, shenzhen } from './registry.ts';

/** One sound credential of each type: what tests spoil, and what they expect whole. */

/** The example key of RFC 7517 appendix A.1. */
const holderJwk = {
  kty: 'EC' as const,
  crv: 'P-256' as const,
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
};

const iat = epochSeconds(now);
const list = (origin: string, idx: number) => ({ uri: `${origin}/status-lists/1`, idx });

const common = (slug: string, number: string): CommonFacts => ({
  iss: `${hongKong}/authorities/${slug}`,
  iat,
  exp: iat + 31_536_000,
  holderJwk,
  status: list(hongKong, 5),
  number,
  demonstration: true,
  person: { nameEn: 'DEMO Chan', nameZhHant: '示範陳', nameZhHans: '示范陈', birthDate: '1993-07-21' },
});

export const commonFacts = common('demo-hk-registrar', 'DEMO-HK-A-000001');

export const homeFacts: HomeFacts = {
  record: { id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11', status: list(hongKong, 6) },
  qualification: 'hk-ecf-crm-core',
  route: 'examination',
  awardDate: '2023-09-15',
  certificateNumber: 'DEMO-ACRP-2023-0001',
  specialisms: [{ code: 'credit', date: '2024-01-02' }],
  standing: { state: 'current', asOf: '2026-05-28', nextDue: '2026-12-31' },
  firstAttestedOn: '2026-06-01',
};

export const sound = {
  home: homeAttestation(commonFacts, homeFacts),
  bridging: bridgingResult(common('demo-bridging-college', 'DEMO-HK-B-000001'), {
    agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
    results: [{ component: 'hk-ethics-and-conduct', outcome: 'passed', date: '2026-05-20' }],
  }),
  recognition: recognition(common('demo-hk-recognition', 'DEMO-HK-R-000001'), {
    home: {
      iss: `${shenzhen}/authorities/demo-sz-registrar`,
      record: { id: '0e9f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11', statusList: list(shenzhen, 7) },
      qualification: 'cn-qcbp-im-cc',
      credentialSha256: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg',
    },
    recognitionId: '7b3f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11',
    decision: 'recognised-with-conditions',
    effect: 'component',
    agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
    target: 'hk-ecf-crm-core',
    components: ['credit-analysis'],
    conditions: ['outstanding-bridging-assessment'],
    notConferred: ['licence'],
    reviewBy: '2027-05-01',
  }),
} satisfies Record<string, CredentialContent>;
export type ContentName = keyof typeof sound;
export const contentNames = ['home', 'bridging', 'recognition'] as const;

/** What lint is told when it reads one of these. */
export function lintFacts({ claims }: CredentialContent): LintFacts {
  return { now, demonstration: true, iss: String(claims['iss']), origin: hongKong, peerOrigin: shenzhen };
}

/** A copy with one member changed, or left out where `value` is undefined; `path` as a JSON pointer. */
export function spoilt(content: CredentialContent, path: string, value: unknown): CredentialContent {
  const claims = structuredClone(content.claims);
  const names = path.split('/').slice(1);
  const last = names.pop() ?? '';
  const parent = names.reduce<unknown>((at, name) => Reflect.get(Object(at), name), claims);
  if (value === undefined) Reflect.deleteProperty(Object(parent), last);
  else Reflect.set(Object(parent), last, value);
  return { ...content, claims };
}
