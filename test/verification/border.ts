import { buildSdJwt, combineSdJwt, presentation, sdJwtVcType } from '../../src/formats/index.ts';
import type { Caller } from '../../src/kernel/caller.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { createCertificateJudge } from '../../src/keys/index.ts';
import { comparePersons } from '../../src/seams-verification.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import {
  type AccessFacts,
  createVerification,
  type VerificationRequest,
} from '../../src/verification/index.ts';
import type { RecognitionTerms, StatusAnswer, TrustedKey } from '../../src/verification/dependencies.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { seededEntropy, testClock } from '../support/world.ts';

/** Two sides as values: real keys and real signatures, and trust, status and agreements that a test can turn as it likes. */

export const now = new Date('2026-06-01T02:00:00.000Z');
export const clock = testClock(now);
const seconds = epochSeconds(now);

export const registrar = softwareSigner();
export const recogniser = softwareSigner();
export const holder = softwareSigner();
export const receipts = softwareSigner();

export const homeIssuer = 'https://sz.wenjin.example/authorities/demo-registrar';
export const hostIssuer = 'https://hk.wenjin.example/authorities/demo-recognition';
const homeStatus = 'https://sz.wenjin.example/status-lists/1';
const hostStatus = 'https://hk.wenjin.example/status-lists/1';

export const homePayload = {
  iss: homeIssuer,
  vct: vct.homeAttestation,
  iat: seconds - 86_400,
  exp: seconds + 86_400 * 300,
  cnf: { jwk: holder.jwk },
  status: { status_list: { uri: homeStatus, idx: 1 } },
  record: { id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11', status_list: { uri: homeStatus, idx: 2 } },
  number: 'SZ-0001',
  demonstration: true,
  qualification: 'cn-qcbp-im-cc',
  route: 'examination',
  award_date: '2019-12-02',
  specialisms: [],
  standing: { state: 'current', as_of: '2026-05-28' },
  first_attested_on: '2026-05-28',
  name_en: 'SHEN Zhiyuan',
  name_zh_hans: '沈知远',
  birth_date: '1994-03-12',
};

export const recognitionPayload = {
  iss: hostIssuer,
  vct: vct.recognition,
  iat: seconds - 3600,
  exp: seconds + 86_400 * 365,
  cnf: { jwk: holder.jwk },
  status: { status_list: { uri: hostStatus, idx: 3 } },
  number: 'HK-R-0001',
  demonstration: true,
  recognition: { id: '0b0c9a52-5d0e-4d3c-8a55-6a0f2f1f7d10' },
  components: [],
  home: {
    iss: homeIssuer,
    record: homePayload.record,
    qualification: 'cn-qcbp-im-cc',
    credential_sha256: 'x'.repeat(43),
  },
  decision: 'recognised-with-conditions',
  effect: 'component',
  agreement: { id: 'DEMO-1', version: 1, row: 'i03' },
  target: 'hk-ecf-crm-core',
  conditions: [{ code: 'engagement' }],
  not_conferred: [{ code: 'acrp-title' }],
  review_by: '2027-05-01',
  name_en: 'SHEN Zhiyuan',
  birth_date: '1994-03-12',
};

export interface Issuing {
  readonly header?: JsonObject;
  readonly signer?: SoftwareSigner;
  readonly hidden?: readonly string[];
}

export async function issue(
  payload: JsonObject,
  { header, signer, hidden = ['/name_en', '/birth_date'] }: Issuing = {},
): Promise<string> {
  const by = signer ?? (payload['vct'] === vct.recognition ? recogniser : registrar);
  const built = buildSdJwt({
    claims: payload,
    disclosable: hidden,
    salts: hidden.map((each) => sha256(each).subarray(0, 16)),
  });
  const jwt = await signCompactJws({ typ: sdJwtVcType, kid: by.kid, ...header }, built.payload, by);
  return combineSdJwt(
    jwt,
    built.disclosures.map(({ text }) => text),
  );
}

export const show = (credential: string, chosen: readonly string[] = ['name_en', 'birth_date']) =>
  presentation(credential, chosen);

export interface Turned {
  readonly keys?: Partial<TrustedKey>;
  readonly mandated?: boolean | ((at: Date) => boolean);
  readonly fresh?: boolean;
  readonly status?: Readonly<Record<number, 0 | 1 | 2 | 3 | 'unknown'>>;
  readonly terms?: Partial<RecognitionTerms> | 'none';
  readonly personalData?: boolean;
  readonly demonstration?: boolean;
  readonly anchors?: readonly Uint8Array[];
  readonly detail?: { kind: string; effectiveAt: string; reviewOn?: string };
}

export const bank: Caller = {
  kind: 'client',
  clientId: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
  roles: ['verifying-bank'],
  scopes: ['verifications:write'],
  organisation: {
    id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4c',
    name: 'Example Bank HK',
    jurisdiction: 'HK',
    registeredPlace: 'HK',
    gbaEligible: true,
    contractFilingNumber: null,
    purposes: ['verification'],
    authority: null,
  },
};

const judge = createCertificateJudge();

const text = (en: string) => ({ en, zhHant: en, zhHans: en });

export function desk(turned: Turned = {}) {
  const records: AccessFacts[] = [];
  const keyOf = (signer: SoftwareSigner): TrustedKey => ({
    key: signer.publicKey,
    alg: 'ES256',
    signFrom: new Date(now.getTime() - 86_400_000 * 30),
    signUntil: null,
    compromisedAt: null,
    ...turned.keys,
  });
  const keys = new Map([
    [`${homeIssuer} ${registrar.kid}`, keyOf(registrar)],
    [`${hostIssuer} ${recogniser.kid}`, keyOf(recogniser)],
  ]);
  const answer = (idx: number): StatusAnswer => {
    const value = turned.status?.[idx] ?? 0;
    return value === 'unknown'
      ? { kind: 'unknown', reason: 'list-stale' }
      : { kind: 'known', value, iat: seconds - 10, publishedAt: now };
  };
  const verification = createVerification({
    clock,
    entropy: seededEntropy('desk'),
    node: {
      origin: 'https://hk.wenjin.example',
      jurisdiction: 'HK',
      peer: { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ', anchors: [] },
      demonstration: turned.demonstration ?? true,
      contact: 'query@hk.wenjin.example',
    },
    trust: () => ({
      issuerKey: (iss, kid) => keys.get(`${iss} ${kid}`),
      knowsIssuer: (iss) => iss === homeIssuer || iss === hostIssuer,
      problemOfCertificate: (question) => judge({ ...question, anchors: turned.anchors ?? [] }),
      isMandated: (_iss, _vct, _qualification, at) =>
        typeof turned.mandated === 'function' ? turned.mandated(at) : (turned.mandated ?? true),
      nodeKey: (_origin, _purpose, kid) => (kid === receipts.kid ? keyOf(receipts) : undefined),
      version: (origin) => (origin.includes('//hk.') ? 'HK-7' : 'SZ-4'),
      fresh: () => turned.fresh ?? true,
    }),
    agreements: () => ({
      terms: () =>
        turned.terms === 'none'
          ? undefined
          : {
              state: 'in-force',
              onTermination: 'review',
              onHomeSuspension: 'immediate',
              standingRequired: 'certification',
              notConferred: [{ code: 'acrp-title', text: text('ACRP title not conferred.') }],
              conditionText: (code) =>
                code === 'engagement' ? text('Certification requires engagement.') : undefined,
              ...turned.terms,
            },
    }),
    lookup: ({ idx }) => answer(idx),
    lookupAt: ({ idx }) => Promise.resolve(answer(idx + 100)),
    qualificationName: (id) => text(id.toUpperCase()),
    statusDetail: () => Promise.resolve(turned.detail),
    place: () => ({ personalData: turned.personalData ?? true, rule: 'rule', reason: text('because') }),
    matchIdentity: () => ({ level: 'none', matchedOn: [], mismatchedOn: [] }),
    comparePersons,
    recordAccess: (facts) => {
      records.push(facts);
      return Promise.resolve();
    },
    compareIdentityNumber: () => Promise.resolve('not-held'),
    receiptSigner: () => receipts,
  });
  return { verification, records };
}

export const ask = (
  credentials: readonly string[],
  more: Partial<VerificationRequest> = {},
): VerificationRequest => ({
  credentials: [...credentials],
  purpose: 'employment-screening',
  stage: 'pre-offer',
  authorisation: { type: 'consent', reference: 'C-1', scope: 'check', expiresAt: '2030-01-01T00:00:00Z' },
  caseReference: 'HR-1',
  ...more,
});

export const from = { caller: bank, requestId: 'r-1' };
