import assert from 'node:assert/strict';
import { createHash, createPublicKey, KeyObject } from 'node:crypto';
import {
  alternativeNames,
  authorityName,
  type CertifiedNode,
  leafName,
  pathLengthOf,
} from './certificate-profile.ts';
import type { KeySlot } from './signing-key.ts';
import type { AuthorityLevel } from './vocabulary.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface Issuer {
  /** DER. Its names are taken as they stand in it: a chain is compared byte by byte. */
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
}

interface Making extends Validity {
  /** Sixteen bytes of chance. */
  readonly serial: Uint8Array;
}

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' };

/** `issuer` undefined: it signs itself, as a root does. */
export async function makeAuthority(
  making: Making & {
    readonly node: CertifiedNode;
    readonly level: AuthorityLevel;
    readonly number: number;
    readonly privateKey: KeyObject;
    readonly issuer: Issuer | undefined;
  },
): Promise<Uint8Array> {
  const { node, level, number, privateKey } = making;
  const name = authorityName(node, level, number);
  const publicKey = createPublicKey(privateKey);
  return make(making, { name, publicKey, issuer: making.issuer ?? privateKey }, [
    new BasicConstraintsExtension(true, pathLengthOf[level], true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]);
}

export async function makeLeaf(
  making: Making & {
    readonly node: CertifiedNode;
    readonly slot: KeySlot;
    readonly publicKey: KeyObject;
    readonly issuer: Issuer;
  },
): Promise<Uint8Array> {
  const { node, slot, publicKey, issuer } = making;
  return make(making, { name: leafName(node, slot), publicKey, issuer }, leafExtensions(node, slot));
}

/** PKCS #10 (RFC 2986), for an outside authority to certify one of our keys. PEM. */
export async function makeRequest(request: {
  readonly node: CertifiedNode;
  readonly slot: KeySlot;
  readonly privateKey: KeyObject;
}): Promise<string> {
  const { node, slot, privateKey } = request;
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: leafName(node, slot),
    keys: {
      privateKey: signingKey(privateKey),
      publicKey: createPublicKey(privateKey).toCryptoKey(curve, true, ['verify']),
    },
    signingAlgorithm: ecdsa,
    extensions: leafExtensions(node, slot),
  });
  return made.toString('pem');
}

function leafExtensions(node: CertifiedNode, slot: KeySlot): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new SubjectAlternativeNameExtension(alternativeNames(node, slot), false),
  ];
}

async function make(
  { serial, notBefore, notAfter }: Making,
  { name, publicKey, issuer }: { name: JsonName; publicKey: KeyObject; issuer: Issuer | KeyObject },
  extensions: readonly Extension[],
): Promise<Uint8Array> {
  const isOwn = issuer instanceof KeyObject;
  const above = isOwn ? undefined : new X509Certificate(Buffer.from(issuer.certificate));
  const identifier = keyIdentifier(publicKey);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialText(serial),
    subject: name,
    issuer: above?.subjectName ?? name,
    notBefore,
    notAfter,
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    signingKey: signingKey(isOwn ? issuer : issuer.privateKey),
    signingAlgorithm: ecdsa,
    extensions: [
      ...extensions,
      new SubjectKeyIdentifierExtension(identifier, false),
      new AuthorityKeyIdentifierExtension(
        above?.getExtension(SubjectKeyIdentifierExtension)?.keyId ?? identifier,
        false,
      ),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' };

function signingKey(privateKey: KeyObject) {
  return privateKey.toCryptoKey(curve, false, ['sign']);
}

/** RFC 7093 section 2, method 4: of the key with its algorithm, by SHA-256, the leftmost 160 bits. */
function keyIdentifier(publicKey: KeyObject): string {
  const info = publicKey.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(info).digest('hex').slice(0, 40);
}

/** RFC 5280 section 4.1.2.2: positive and of 20 octets at most; 126 bits of it are chance. */
function serialText(serial: Uint8Array): string {
  assert.equal(serial.length, 16);
  const octets = Buffer.from(serial);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets.toString('hex');
}
