import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../../src/keys/x509.ts';

/** Certificates of any kind, the wrong ones above all: made by hand here, so that nothing of what is tested makes them. */

export interface Made {
  readonly der: Uint8Array;
  readonly base64: string;
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface Wanted {
  readonly name: string;
  /** Itself when absent. */
  readonly by?: Pick<Made, 'name' | 'privateKey'>;
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly from?: string;
  readonly until?: string;
  /** Undefined: no basicConstraints; a number is a pathLen. */
  readonly authority?: boolean | number | undefined;
  readonly usage?: KeyUsageFlags | undefined;
  readonly uris?: readonly string[];
  readonly more?: readonly Extension[];
  readonly hash?: 'SHA-256' | 'SHA-384' | 'SHA-512';
}

export const certify: KeyUsageFlags = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign;
export const signs: KeyUsageFlags = KeyUsageFlags.digitalSignature;

export const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

let serial = 0x1000;

export async function made(wanted: Wanted): Promise<Made> {
  const { name, keys = p256(), hash = 'SHA-256', authority, usage, uris = [], more = [] } = wanted;
  const by = wanted.by ?? { name, privateKey: keys.privateKey };
  const pathLength = typeof authority === 'number' ? authority : undefined;
  serial += 1;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial.toString(16),
    subject: `CN=${name}`,
    issuer: `CN=${by.name}`,
    notBefore: new Date(wanted.from ?? '2026-01-01T00:00:00Z'),
    notAfter: new Date(wanted.until ?? '2027-01-01T00:00:00Z'),
    publicKey: keys.publicKey.export({ format: 'der', type: 'spki' }),
    signingKey: signingKey(by.privateKey),
    signingAlgorithm: { name: algorithmOf(by.privateKey), hash },
    extensions: [
      ...(authority === undefined
        ? []
        : [new BasicConstraintsExtension(authority !== false, pathLength, true)]),
      ...(usage === undefined ? [] : [new KeyUsagesExtension(usage, true)]),
      ...(uris.length === 0
        ? []
        : [new SubjectAlternativeNameExtension(uris.map((value) => ({ type: 'url', value })))]),
      ...more,
    ],
  });
  const der = new Uint8Array(certificate.rawData);
  return { ...keys, der, name, base64: Buffer.from(der).toString('base64') };
}

export const claimsIssuer = (keyIdentifier: string) => new AuthorityKeyIdentifierExtension(keyIdentifier);

const algorithmOf = (key: KeyObject): string =>
  key.asymmetricKeyType === 'rsa' ? 'RSASSA-PKCS1-v1_5' : 'ECDSA';

function signingKey(key: KeyObject) {
  if (key.asymmetricKeyType === 'rsa')
    return key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);
  const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? '';
  return key.toCryptoKey({ name: 'ECDSA', namedCurve }, false, ['sign']);
}

export interface Pki {
  readonly root: Made;
  readonly issuing: Made;
  readonly leaf: Made;
}

/** A chain as it should be, for a key. */
export async function pkiFor(uri: string, keys: Wanted['keys'] = p256()): Promise<Pki> {
  const root = await made({ name: 'root', authority: 1, usage: certify });
  const issuing = await made({ name: 'issuing', by: root, authority: 0, usage: certify });
  const leaf = await made({ name: 'leaf', by: issuing, keys, authority: false, usage: signs, uris: [uri] });
  return { root, issuing, leaf };
}
