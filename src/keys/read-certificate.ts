import { type KeyObject, X509Certificate as NativeCertificate } from 'node:crypto';
import { createLru } from '../kernel/lru.ts';
import { isJsonObject } from '../kernel/strict-json.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from './x509.ts';

/** What a certificate says. Nothing of it is believed before the path to an anchor holds. */
export interface Certificate {
  readonly der: Uint8Array;
  /** Names as the DER of them, in hexadecimal: they are compared as bytes. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
  readonly signsCertificates: boolean;
  readonly signsDocuments: boolean;
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  /** An extension that is critical and not understood here, or that is there twice. */
  readonly hasUnknownExtension: boolean;
  /** Key and signature are ECDSA with P-256 or P-384, and SHA-256 or SHA-384. */
  readonly hasKnownAlgorithms: boolean;
  readonly keyIdentifier: string | undefined;
  readonly issuerKeyIdentifier: string | undefined;
  verifiesWith(key: KeyObject): boolean;
}

/** Of one certificate in DER. */
export const certificateBytesMax = 4_096;

/** RFC 5280 section 4.2: those whose meaning is heeded below. */
const understood: ReadonlySet<string> = new Set(['2.5.29.15', '2.5.29.17', '2.5.29.19']);

/** By their octets: the same few authorities and signers come with every list that is fetched, and reading one takes a millisecond. */
const known = createLru<Certificate>(256);

/** Undefined for what is too large, is not one certificate in DER, or cannot be read by both readers. Never throws. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  if (der.length > certificateBytesMax) return undefined;
  const octets = Buffer.from(der).toString('latin1');
  const remembered = known.get(octets);
  if (remembered !== undefined) return remembered;
  const certificate = readUnknown(der);
  if (certificate !== undefined) known.set(octets, certificate);
  return certificate;
}

function readUnknown(der: Uint8Array): Certificate | undefined {
  try {
    const native = new NativeCertificate(der);
    // With anything behind it, or in another encoding, it would not come out as it went in.
    if (Buffer.compare(native.raw, der) !== 0) return undefined;
    const certificate = readBoth(native, new X509Certificate(Buffer.from(der)));
    const { notBefore, notAfter } = certificate;
    return notBefore <= notAfter ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function readBoth(native: NativeCertificate, read: X509Certificate): Certificate {
  const constraints = read.getExtension(BasicConstraintsExtension);
  const usages = read.getExtension(KeyUsagesExtension)?.usages ?? 0;
  const names = read.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const types = read.extensions.map(({ type }) => type);
  return {
    der: native.raw,
    subject: hexOf(read.subjectName.toArrayBuffer()),
    issuer: hexOf(read.issuerName.toArrayBuffer()),
    notBefore: read.notBefore,
    notAfter: read.notAfter,
    publicKey: native.publicKey,
    isAuthority: constraints?.ca === true,
    pathLength: constraints?.pathLength,
    signsCertificates: (usages & KeyUsageFlags.keyCertSign) !== 0,
    signsDocuments: (usages & KeyUsageFlags.digitalSignature) !== 0,
    uris: names.filter(({ type }) => type === 'url').map(({ value }) => value),
    dnsNames: names.filter(({ type }) => type === 'dns').map(({ value }) => value),
    hasUnknownExtension:
      new Set(types).size !== types.length ||
      read.extensions.some(({ type, critical }) => critical && !understood.has(type)),
    hasKnownAlgorithms: isKnownKey(native.publicKey) && isKnownSignature(read),
    keyIdentifier: read.getExtension(SubjectKeyIdentifierExtension)?.keyId,
    issuerKeyIdentifier: read.getExtension(AuthorityKeyIdentifierExtension)?.keyId,
    verifiesWith: (key) => verifies(native, key),
  };
}

/** Another kind of key than the signature's is an error to OpenSSL, and a no to us. */
function verifies(certificate: NativeCertificate, key: KeyObject): boolean {
  try {
    return certificate.verify(key);
  } catch {
    return false;
  }
}

function isKnownKey(key: KeyObject): boolean {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return key.asymmetricKeyType === 'ec' && (curve === 'prime256v1' || curve === 'secp384r1');
}

function isKnownSignature(read: X509Certificate): boolean {
  const algorithm: unknown = read.signatureAlgorithm;
  if (!isJsonObject(algorithm) || algorithm['name'] !== 'ECDSA') return false;
  const { hash } = algorithm;
  return isJsonObject(hash) && (hash['name'] === 'SHA-256' || hash['name'] === 'SHA-384');
}

function hexOf(octets: ArrayBuffer): string {
  return Buffer.from(octets).toString('hex');
}
