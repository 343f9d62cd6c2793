import assert from 'node:assert/strict';
import { sha256Base64url } from '../kernel/digest.ts';
import { addSeconds, instantText } from '../kernel/instants.ts';
import { importPublicKey } from '../kernel/jwk.ts';
import type { Transaction } from '../platform/database.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { makeRequest } from './certificate-making.ts';
import { isSelfSigned } from './certificate-path.ts';
import { hostOf, issuerNameOf } from './certificate-profile.ts';
import { insertAuthority } from './certificates.store.ts';
import { type CertificationDependencies, dueKeys, recordCertificate } from './certification.service.ts';
import { laterOf } from './held-certificates.ts';
import type { CertificateImport, OutsideCertification } from './outside-certification.ts';
import { certificatesInPem, chainFor, type OutsideChain, type OutsideProblem } from './outside-chain.ts';
import { type Certificate, readCertificate } from './read-certificate.ts';
import { certificationAct, keysSnapshot } from './registration.service.ts';
import type { PublishedKey } from './signing-key.ts';
import { certifiedPurposes } from './vocabulary.ts';

/** As long as a new key is announced before it signs. */
const announcedSeconds = 600;

export function createOutsideCertification(deps: CertificationDependencies): OutsideCertification {
  const { db, clock, node, ring } = deps;
  return {
    list() {
      const { published, certificates } = ring.current();
      return certifiable(published, clock.now()).map((key) => ({
        key,
        until: certificates.ofKey(key.kid).at(-1)?.notAfter,
      }));
    },
    async requests({ all }) {
      const now = clock.now();
      const keys = all ? certifiable(ring.current().published, now) : dueKeys(ring.current(), now);
      return Promise.all(
        keys.map(async (key) => {
          const privateKey = ring.current().privateKey(key.kid);
          assert.ok(privateKey, `key ${key.kid} does not sign here`);
          return { key, pem: await makeRequest({ node, slot: key, privateKey }) };
        }),
      );
    },
    async import(pem) {
      const read = certificatesInPem(pem).map(readCertificate);
      const certificates = read.filter((one) => one !== undefined);
      if (certificates.length < read.length) return refused('unreadable', undefined);
      const found = chainsOf(deps, certificates);
      if ('problem' in found) return refused(found.problem, found.kid);
      if (found.chains.size === 0) return refused('no-certificate-of-ours', undefined);
      const roots = await db.transaction((tx) => record(tx, deps, found.chains));
      await ring.refresh();
      return { kind: 'imported', certified: [...found.chains.keys()], roots };
    },
  };
}

function certifiable(keys: readonly PublishedKey[], now: Date): readonly PublishedKey[] {
  return keys.filter(
    ({ purpose, suite, compromisedAt, signUntil }) =>
      certifiedPurposes.includes(purpose) &&
      suite === 'ES256' &&
      compromisedAt === null &&
      (signUntil === null || signUntil > now),
  );
}

type Chains = ReadonlyMap<PublishedKey, OutsideChain>;

function chainsOf(
  { clock, node, ring }: CertificationDependencies,
  certificates: readonly Certificate[],
): { readonly chains: Chains } | { readonly problem: OutsideProblem; readonly kid: string } {
  const now = clock.now();
  const known = ring
    .current()
    .certificates.anchors.map((text) => readCertificate(Buffer.from(text, 'base64')));
  const roots = [...certificates.filter(isRoot), ...known.filter((root) => root !== undefined)];
  const chains = new Map<PublishedKey, OutsideChain>();
  for (const key of certifiable(ring.current().published, now)) {
    const own = importPublicKey(key.jwk);
    const leaf = certificates.find(({ publicKey }) => own !== undefined && publicKey.equals(own));
    if (leaf === undefined) continue;
    const forWhom = {
      uri: issuerNameOf(node, key),
      host: key.authority === null ? hostOf(node) : undefined,
      now,
    };
    const chain = chainFor(leaf, { others: certificates, roots }, forWhom);
    if (typeof chain === 'string') return { problem: chain, kid: key.kid };
    chains.set(key, chain);
  }
  return { chains };
}

const isRoot = (one: Certificate): boolean => one.isAuthority && isSelfSigned(one);

/** Gives how many roots were new. */
async function record(tx: Transaction, deps: CertificationDependencies, chains: Chains): Promise<number> {
  const { clock, ring, registration } = deps;
  const { certificates } = ring.current();
  const roots = new Map(
    [...chains.values()].map(({ root }) => [Buffer.from(root.der).toString('base64'), root]),
  );
  for (const text of certificates.anchors) roots.delete(text);
  let number = certificates.anchors.length;
  for (const root of roots.values()) await addRoot(tx, deps, { root, number: (number += 1) });
  for (const [key, { x5c, notBefore, notAfter }] of chains) {
    const certificate = {
      kid: key.kid,
      number: certificates.ofKey(key.kid).length + 1,
      chain: [...x5c],
      notBefore: laterOf(notBefore, addSeconds(clock.now(), announcedSeconds)),
      notAfter,
      createdAt: clock.now(),
    };
    const recorded = await recordCertificate(tx, { key, certificate, imported: true }, registration);
    if (!recorded) throw new Error(`Key ${key.kid} was certified by somebody else meanwhile. Import again.`);
  }
  return roots.size;
}

async function addRoot(
  tx: Transaction,
  { clock, events, node }: CertificationDependencies,
  {
    root: { der, publicKey, notBefore, notAfter },
    number,
  }: { readonly root: Certificate; readonly number: number },
): Promise<void> {
  const kid = sha256Base64url(publicKey.export({ format: 'der', type: 'spki' }));
  const authority = { level: 'root', number, kid, certificate: der, privateSealed: null } as const;
  const added = await insertAuthority(tx, { ...authority, notBefore, notAfter, createdAt: clock.now() });
  if (!added) throw new Error('A root was imported by somebody else meanwhile. Import again.');
  await events.append(tx, certificationAct, {
    type: 'certificate-authority.added',
    issuer: node.origin,
    subjectId: null,
    objectType: 'certificate-authority',
    objectId: kid,
    keyId: kid,
    effectiveAt: instantText(notBefore),
    facts: { outcome: 'root' },
    details: { level: 'root', number, until: instantText(notAfter), imported: true },
  });
  await bumpSnapshot(tx, keysSnapshot);
}

function refused(
  problem: OutsideProblem | 'no-certificate-of-ours',
  kid: string | undefined,
): CertificateImport {
  return { kind: 'refused', problem, kid };
}
