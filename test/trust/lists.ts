import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { makeAuthority, makeLeaf } from '../../src/keys/certificate-making.ts';
import {
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '../../src/keys/x509.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { type Judgement, judgeTrustList, type Surroundings } from '../../src/trust/trust-list-judgement.ts';
import { loteOf } from '../../src/trust/lote-writing.ts';
import type {
  ListedAuthority,
  ListedKey,
  ListedMandate,
  TrustListPayload,
} from '../../src/trust/trust-list.schema.ts';
import { identityOf } from '../keys/node.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';

/** The list of the Shenzhen node, as the Hong Kong node would accept it at this instant. */
export const now = new Date('2026-06-01T02:00:00Z');
export const second = epochSeconds(now);
const origin = 'https://sz.wenjin.example';

export const anchor = softwareSigner();
export const stranger = softwareSigner();
export const statusKey = softwareSigner();
export const registrarKey = softwareSigner('Ed25519');

const years = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') };
const peerNode = identityOf('sz');
const rootKey = softwareSigner();
const rootAuthority = { node: peerNode, level: 'root', number: 1 } as const;
const serial = new Uint8Array(16).fill(1);

const rootCertificate = await makeAuthority({
  ...rootAuthority,
  ...years,
  serial,
  privateKey: rootKey.privateKey,
  issuer: undefined,
});

/** The one that certifies the keys of the list: DER in base64, as the list has it. */
export const root = base64Of(rootCertificate);

/** The headers of a signer whom the root has certified, for whichever slot and node. */
export async function certifiedHeaders(
  signer: SoftwareSigner,
  changes: Partial<Parameters<typeof makeLeaf>[0]> = {},
): Promise<{ x5c: string[]; 'x5t#S256': string }> {
  const leaf = await makeLeaf({
    node: peerNode,
    slot: { purpose: 'trust-list', authority: null },
    publicKey: signer.publicKey,
    issuer: { certificate: rootCertificate, privateKey: rootKey.privateKey },
    serial,
    ...years,
    ...changes,
  });
  return { x5c: [base64Of(leaf)], 'x5t#S256': sha256Base64url(leaf) };
}

/** The headers of the pinned key with a certificate that is right in all but the organisation that it names. */
export async function headersNaming(organisation: string): Promise<{ x5c: string[]; 'x5t#S256': string }> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const leaf = await X509CertificateGenerator.create({
    subject: [{ C: ['CN'] }, { O: [organisation] }, { CN: ['trust-list'] }],
    issuer: new X509Certificate(Buffer.from(rootCertificate)).subjectName,
    ...years,
    publicKey: anchor.publicKey.export({ format: 'der', type: 'spki' }),
    signingKey: rootKey.privateKey.toCryptoKey(curve, false, ['sign']),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new SubjectAlternativeNameExtension([{ type: 'url', value: origin }], false),
    ],
  });
  const der = new Uint8Array(leaf.rawData);
  return { x5c: [base64Of(der)], 'x5t#S256': sha256Base64url(der) };
}

function base64Of(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

export const entry = (
  { kid, jwk: { kid: _kid, use: _use, alg: _alg, ...jwk } }: SoftwareSigner,
  changes: Partial<ListedKey> = {},
): ListedKey => ({
  kid,
  jwk,
  created_at: second - 1000,
  sign_from: second - 1000,
  sign_until: null,
  compromised_at: null,
  ...changes,
});

export const mandate = (changes: Partial<ListedMandate> = {}): ListedMandate => ({
  id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
  action: 'attest',
  vct: vct.homeAttestation,
  qualifications: ['cn-qcbp-im-cc'],
  from: second - 1000,
  until: null,
  instrument: 'An instrument of the test.',
  recorded_at: second - 1000,
  ...changes,
});

export const registrar = (changes: Partial<ListedAuthority> = {}): ListedAuthority => ({
  iss: `${origin}/authorities/registrar`,
  slug: 'registrar',
  names: { en: 'Registrar', zh_hant: '登記處', zh_hans: '登记处' },
  kind: 'authority',
  contact: 'desk@sz.wenjin.example',
  keys: [entry(registrarKey)],
  mandates: [mandate()],
  ...changes,
});

export const payload = (changes: Partial<TrustListPayload> = {}): TrustListPayload => ({
  iss: origin,
  jurisdiction: 'CN-SZ',
  sequence: 7,
  iat: second - 10,
  next_update: second + 86_390,
  demonstration: true,
  anchors: [anchor.kid],
  node_keys: [
    { purpose: 'trust-list', ...entry(anchor) },
    { purpose: 'status', ...entry(statusKey) },
  ],
  authorities: [registrar()],
  certificates: [root],
  status_lists: `${origin}/status-lists`,
  peer: 'https://hk.wenjin.example/.well-known/wenjin-trust-list',
  peer_anchors: [stranger.kid],
  ...changes,
});

/** Signs a list that says this. */
export const sign = (
  content: TrustListPayload,
  signer: SoftwareSigner = anchor,
  headers: object = {},
): Promise<string> => signDocument(loteOf(content), signer, { iat: content.iat, ...headers });

/** Signs whatever is given, also what no node would. */
export const signDocument = (
  document: object,
  signer: SoftwareSigner = anchor,
  headers: object = {},
): Promise<string> =>
  signCompactJws(
    { typ: 'trustlist+jwt', kid: signer.kid, iat: second - 10, ...headers },
    Buffer.from(JSON.stringify(document)),
    signer,
  );

export const unsigned = (headers: object, content: string): string =>
  [JSON.stringify(headers), content, 'signature'].map((part) => encodeBase64url(Buffer.from(part))).join('.');

const surroundings = (changes: Partial<Surroundings> = {}): Surroundings => ({
  node: identityOf('hk'),
  anchors: { pinned: [anchor.kid], announced: [] },
  last: undefined,
  isOwnKey: () => false,
  now,
  ...changes,
});

/** In one word: why it is refused, or how it is taken. */
function wordOf(judgement: Judgement): string {
  return judgement.kind === 'refused' ? judgement.reason : judgement.kind;
}

export const judge = (text: string, changes: Partial<Surroundings> = {}): string =>
  wordOf(judgeTrustList(text, surroundings(changes)));

export async function held(payload: TrustListPayload) {
  return { text: await sign(payload), sequence: payload.sequence, iat: payload.iat, payload };
}

/** Judged against a list that is held already. */
export async function judgeAfter(before: TrustListPayload, after: TrustListPayload): Promise<string> {
  return judge(await sign(after), { last: await held(before) });
}
