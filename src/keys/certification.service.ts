import { addSeconds, instantText, wholeSeconds } from '../kernel/instants.ts';
import { importPublicKey } from '../kernel/jwk.ts';
import type { Snapshot } from '../platform/snapshots.worker.ts';
import assert from 'node:assert/strict';
import { makeLeaf } from './certificate-making.ts';
import { lifetimeSeconds } from './certificate-profile.ts';
import { insertCertificate, type StoredCertificate } from './certificates.store.ts';
import { earlierOf, isCertificateDue, laterOf } from './held-certificates.ts';
import type { KeyRing } from './key-ring.ts';
import {
  ensureOwnAuthority,
  type IssuingAuthority,
  issuingAuthority,
  type OwnAuthorityDependencies,
} from './own-authority.service.ts';
import { certificationAct, type Registration } from './registration.service.ts';
import type { PublishedKey } from './signing-key.ts';

export interface CertificationDependencies extends OwnAuthorityDependencies {
  readonly registration: Registration;
  readonly ring: Snapshot<KeyRing>;
}

/**
 * Certifies every key of a demonstration that needs it: new ones at once, those that sign on before the end of their certificate.
 * Elsewhere an outside authority does, and nothing happens here. Several may run at once.
 */
export async function certifyDue(deps: CertificationDependencies): Promise<void> {
  const { clock, node, ring } = deps;
  const now = clock.now();
  const due = dueKeys(ring.current(), now);
  if (due.length === 0 || !node.demonstration) return;
  if (!issuingOf(ring.current(), now)) {
    await ensureOwnAuthority(deps, ring.current().certificates.authorities);
    await ring.refresh();
  }
  const issuing = issuingOf(ring.current(), now);
  assert.ok(issuing, 'there is no authority, although one was made');
  for (const key of due) await certify(deps, key, issuing);
  await ring.refresh();
}

/** Keys that need a certificate and are able to sign: a public part alone was not made here. */
export function dueKeys(ring: KeyRing, now: Date): readonly PublishedKey[] {
  return ring.published.filter(
    (key) =>
      ring.privateKey(key.kid) !== undefined && isCertificateDue(key, ring.certificates.ofKey(key.kid), now),
  );
}

const issuingOf = ({ certificates }: KeyRing, now: Date): IssuingAuthority | undefined =>
  issuingAuthority(certificates.authorities, 'issuing', now);

async function certify(
  { db, clock, entropy, node, ring, registration }: CertificationDependencies,
  key: PublishedKey,
  issuing: IssuingAuthority,
): Promise<void> {
  const publicKey = importPublicKey(key.jwk);
  assert.ok(publicKey, `key ${key.kid} cannot be used`);
  const now = wholeSeconds(clock.now());
  const latest = earlierOf(addSeconds(laterOf(key.signFrom, now), lifetimeSeconds.leaf), issuing.notAfter);
  const validity = {
    notBefore: laterOf(key.signFrom, issuing.notBefore),
    notAfter: key.signUntil === null ? latest : earlierOf(key.signUntil, latest),
  };
  const making = { ...validity, serial: entropy.bytes(16), node, slot: key, publicKey, issuer: issuing };
  const leaf = await makeLeaf(making);
  const certificate = {
    kid: key.kid,
    number: ring.current().certificates.ofKey(key.kid).length + 1,
    chain: [leaf, issuing.certificate].map((der) => Buffer.from(der).toString('base64')),
    ...validity,
    createdAt: clock.now(),
  };
  await db.transaction((tx) => recordCertificate(tx, { key, certificate, imported: false }, registration));
}

/** With its event. False when the key has another certificate of this number. */
export async function recordCertificate(
  tx: Parameters<typeof insertCertificate>[0],
  {
    key,
    certificate,
    imported,
  }: { readonly key: PublishedKey; readonly certificate: StoredCertificate; readonly imported: boolean },
  registration: Registration,
): Promise<boolean> {
  if (!(await insertCertificate(tx, certificate))) return false;
  const { number, notBefore, notAfter } = certificate;
  await registration.tell(tx, certificationAct, {
    type: 'key.certified',
    key,
    effectiveAt: notBefore,
    details: { number, until: instantText(notAfter), imported },
  });
  return true;
}
