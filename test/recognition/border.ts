import { type AgreementVersion, demonstrationAgreement, documentBytes } from '../../src/agreements/index.ts';
import { buildSdJwt, combineSdJwt, presentation, sdJwtVcType } from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256, sha256Base64url } from '../../src/kernel/digest.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { createCertificateJudge } from '../../src/keys/index.ts';
import type { TrustFacts } from '../../src/recognition/dependencies.ts';
import type { StatusLookup, StatusReference } from '../../src/status/index.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';

/** Shenzhen attests, Hong Kong recognises: real keys and signatures, and trust and status that a test can turn as it likes. */

export const now = new Date('2026-06-01T02:00:00.000Z');
export const seconds = epochSeconds(now);
export const hongKong = 'https://hk.wenjin.example';
export const shenzhen = 'https://sz.wenjin.example';

export const registrar = softwareSigner();
export const college = softwareSigner();
export const stranger = softwareSigner();

export const registrarIss = `${shenzhen}/authorities/demo-sz-registrar`;
const collegeIss = `${hongKong}/authorities/demo-bridging-college`;
export const recogniser = 'demo-hk-recognition';
export const recogniserIss = `${hongKong}/authorities/${recogniser}`;

export const homeStatus = { uri: `${shenzhen}/status-lists/credentials`, idx: 11 };
export const homeRecord = { uri: `${shenzhen}/status-lists/records`, idx: 22 };
export const bridgingStatus = { uri: `${hongKong}/status-lists/credentials`, idx: 33 };

export const homeClaims = (holder: SoftwareSigner) => ({
  iss: registrarIss,
  vct: vct.homeAttestation,
  iat: seconds - 5 * 86_400,
  exp: seconds + 300 * 86_400,
  cnf: { jwk: holder.jwk },
  status: { status_list: homeStatus },
  record: { id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11', status_list: homeRecord },
  number: 'DEMO-SZ-A-000001',
  demonstration: true,
  qualification: 'cn-qcbp-im-cc',
  route: 'examination',
  award_date: '2019-12-02',
  specialisms: [{ code: 'corporate-credit', date: '2019-12-02' }],
  standing: { state: 'current', as_of: '2026-05-27' },
  first_attested_on: '2026-05-27',
  name_en: 'SHEN Zhiyuan',
  name_zh_hans: '沈知远',
  birth_date: '1994-03-12',
  certificate_number: 'DEMO-QCBP-201912-0001',
});

export const bridgingClaims = (holder: SoftwareSigner) => ({
  iss: collegeIss,
  vct: vct.bridgingResult,
  iat: seconds - 86_400,
  exp: seconds + 300 * 86_400,
  cnf: { jwk: holder.jwk },
  status: { status_list: bridgingStatus },
  number: 'DEMO-HK-B-000001',
  demonstration: true,
  agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
  results: ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'].map(
    (component) => ({
      component,
      outcome: 'passed',
      date: '2026-05-20',
    }),
  ),
  name_en: 'SHEN Zhiyuan',
  birth_date: '1994-03-12',
});

const personal = ['name_en', 'name_zh_hans', 'birth_date', 'certificate_number'];

/** An SD-JWT with all its disclosures, as its holder keeps it. */
export async function issued(
  claims: JsonObject,
  signer: SoftwareSigner = registrar,
  header: JsonObject = {},
): Promise<string> {
  const disclosable = personal.filter((name) => name in claims).map((name) => `/${name}`);
  const salts = disclosable.map((each) => sha256(each).subarray(0, 16));
  const built = buildSdJwt({ claims, disclosable, salts });
  const jwt = await signCompactJws({ typ: sdJwtVcType, kid: signer.kid, ...header }, built.payload, signer);
  return combineSdJwt(
    jwt,
    built.disclosures.map(({ text }) => text),
  );
}

export interface Showing {
  readonly nonce: string;
  readonly holder: SoftwareSigner;
  readonly chosen?: readonly string[];
  readonly audience?: string;
  readonly issuedAt?: number;
}

export const shown = (
  credential: string,
  { nonce, holder, chosen = ['name_en', 'name_zh_hans', 'birth_date'], ...rest }: Showing,
): Promise<string> =>
  presentation(credential, chosen, {
    audience: rest.audience ?? hongKong,
    nonce,
    issuedAt: rest.issuedAt ?? seconds,
    signer: holder,
  });

type TrustedMandate = NonNullable<ReturnType<TrustFacts['mandateAt']>>;
type TrustedAuthority = ReturnType<TrustFacts['mandated']>[number];

/** What a test can turn about the two trust lists. */
export interface TurnedTrust {
  fresh?: boolean;
  compromisedAt?: Date | null;
  signUntil?: Date | null;
  withoutMandate?: readonly string[];
  anchors?: readonly Uint8Array[];
}

const judge = createCertificateJudge();

export function trustFacts(turned: TurnedTrust = {}): TrustFacts {
  const keyOf = (signer: SoftwareSigner) => ({
    kid: signer.kid,
    key: signer.publicKey,
    alg: signer.alg,
    signFrom: new Date('2020-01-01T00:00:00Z'),
    signUntil: turned.signUntil ?? null,
    compromisedAt: turned.compromisedAt ?? null,
  });
  const keys = new Map([
    [`${registrarIss} ${registrar.kid}`, keyOf(registrar)],
    [`${collegeIss} ${college.kid}`, keyOf(college)],
  ]);
  const mandated = new Set(
    [
      `${registrarIss} ${vct.homeAttestation} cn-qcbp-im-cc`,
      `${collegeIss} ${vct.bridgingResult} hk-ecf-crm-core`,
      `${recogniserIss} ${vct.recognition} hk-ecf-crm-core`,
    ].filter((name) => !(turned.withoutMandate ?? []).some((iss) => name.startsWith(`${iss} `))),
  );
  const mandateAt: TrustFacts['mandateAt'] = (iss, type, qualification) =>
    mandated.has(`${iss} ${type} ${qualification}`) ? mandate(type, qualification) : undefined;
  return {
    issuerKey: (iss, kid) => keys.get(`${iss} ${kid}`),
    knowsIssuer: (iss) => [registrarIss, collegeIss, recogniserIss].includes(iss),
    problemOfCertificate: (question) => judge({ ...question, anchors: turned.anchors ?? [] }),
    mandateAt,
    mandated: (origin, type, qualification, at) =>
      origin === hongKong && mandateAt(recogniserIss, type, qualification, at) ? [authority] : [],
    fresh: (origin) => origin === hongKong || (turned.fresh ?? true),
    version: (origin) => (origin === hongKong ? 'HK-7' : 'SZ-4'),
  };
}

const mandate = (type: string, qualification: string): TrustedMandate => ({
  id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
  action: 'attest',
  vct: type,
  qualifications: [qualification],
  from: new Date('2020-01-01T00:00:00Z'),
  until: null,
  instrument: 'Demonstration mandate; no real instrument.',
  recordedAt: new Date('2020-01-01T00:00:00Z'),
});

const authority: TrustedAuthority = {
  iss: recogniserIss,
  slug: recogniser,
  jurisdiction: 'HK',
  names: { en: 'Demo Hong Kong Recognition Office', zhHant: '示範', zhHans: '示范' },
  kind: 'recognition-authority',
  contact: 'desk@hk.wenjin.example',
  mandates: [],
};

/** By index; 0 unless a test says otherwise. */
export type TurnedStatus = Record<number, 0 | 1 | 2 | 3 | 'unknown'>;

export function statusFacts(turned: TurnedStatus, iat: () => number = () => seconds - 10) {
  return {
    lookup: ({ uri, idx }: StatusReference): StatusLookup => {
      const value = turned[idx] ?? 0;
      return value === 'unknown'
        ? { kind: 'unknown', reason: 'list-stale' }
        : { kind: 'known', value, uri, iat: iat(), exp: iat() + 900, publishedAt: now };
    },
    token: async (uri: string) => Buffer.from(`signed list of ${uri} at ${iat()}`),
  };
}

export const demo1: AgreementVersion = (() => {
  const document = demonstrationAgreement({
    parties: [
      { jurisdiction: 'HK', origin: hongKong, authority: recogniser },
      { jurisdiction: 'CN-SZ', origin: shenzhen, authority: 'demo-sz-recognition' },
    ],
    inForceFrom: '2026-01-01',
  });
  const bytes = documentBytes(document);
  const signed = { kid: 'k', protected: 'p', signature: 's', signedAt: now, recordedAt: now };
  return {
    document,
    bytes,
    digest: sha256Base64url(bytes),
    signatures: [
      { jurisdiction: 'HK', ...signed },
      { jurisdiction: 'CN-SZ', ...signed },
    ],
    statements: [],
    receivedFrom: null,
    createdAt: now,
  };
})();
