import { createPublicKey, type KeyObject } from 'node:crypto';
import assert from 'node:assert/strict';
import { addSeconds, instantText, wholeSeconds } from '../kernel/instants.ts';
import { readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { makeAuthority } from './certificate-making.ts';
import { backdatedSeconds, type CertifiedNode, lifetimeSeconds } from './certificate-profile.ts';
import { insertAuthority, type StoredAuthority } from './certificates.store.ts';
import { earlierOf, type HeldAuthority } from './held-certificates.ts';
import type { KeyGenerator } from './preparation.ts';
import type { PrivateKeySeal } from './private-key-seal.ts';
import { certificationAct, keysSnapshot } from './registration.service.ts';
import type { AuthorityLevel } from './vocabulary.ts';

export interface OwnAuthorityDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly node: CertifiedNode;
  readonly generateKeys: KeyGenerator;
  readonly seal: PrivateKeySeal;
}

/** An authority that certifies, with what it takes to. */
export type IssuingAuthority = HeldAuthority & { readonly privateKey: KeyObject };

/** The one of a level that is good for as long as its next certificates are to be. */
export function issuingAuthority(
  authorities: readonly HeldAuthority[],
  level: AuthorityLevel,
  now: Date,
): IssuingAuthority | undefined {
  const below = level === 'root' ? lifetimeSeconds.issuing : lifetimeSeconds.leaf;
  return authorities.findLast(
    (one): one is IssuingAuthority =>
      one.level === level &&
      one.privateKey !== undefined &&
      one.notBefore <= now &&
      addSeconds(now, below) <= one.notAfter,
  );
}

/**
 * Makes what is missing of a demonstration's own authority: a root, and under it the one that certifies keys. Outside a demonstration
 * nobody is to trust a node that vouches for itself, so there it makes none.
 */
export async function ensureOwnAuthority(
  deps: OwnAuthorityDependencies,
  authorities: readonly HeldAuthority[],
): Promise<void> {
  assert.ok(deps.node.demonstration, 'a node certifies itself in a demonstration only');
  const now = wholeSeconds(deps.clock.now());
  const known = issuingAuthority(authorities, 'root', now);
  const root = known ?? (await makeOne(deps, { level: 'root', authorities, under: undefined, now }));
  const issuing = await makeOne(deps, { level: 'issuing', authorities, under: root, now });
  await deps.db.transaction(async (tx) => {
    for (const made of [...(known ? [] : [root]), issuing]) {
      // Another process was faster; its authorities serve as well.
      if (!(await insertAuthority(tx, storedOf(deps, made)))) return;
      await deps.events.append(tx, certificationAct, {
        type: 'certificate-authority.added',
        issuer: deps.node.origin,
        subjectId: null,
        objectType: 'certificate-authority',
        objectId: made.kid,
        keyId: made.kid,
        effectiveAt: instantText(made.notBefore),
        facts: { outcome: made.level },
        details: {
          level: made.level,
          number: made.number,
          until: instantText(made.notAfter),
          imported: false,
        },
      });
    }
    await bumpSnapshot(tx, keysSnapshot);
  });
}

interface Plan {
  readonly level: AuthorityLevel;
  readonly authorities: readonly HeldAuthority[];
  readonly under: IssuingAuthority | undefined;
  readonly now: Date;
}

async function makeOne(
  { entropy, generateKeys, node }: OwnAuthorityDependencies,
  { level, authorities, under, now }: Plan,
): Promise<IssuingAuthority> {
  const { privateKey } = await generateKeys('ES256');
  const number = authorities.filter((one) => one.level === level).length + 1;
  const full = addSeconds(now, lifetimeSeconds[level]);
  const validity = {
    notBefore: addSeconds(now, -backdatedSeconds),
    notAfter: under ? earlierOf(full, under.notAfter) : full,
  };
  const made = { ...validity, serial: entropy.bytes(16), node, level, number, privateKey, issuer: under };
  const certificate = await makeAuthority(made);
  return { level, number, kid: kidOf(privateKey), certificate, privateKey, ...validity };
}

function storedOf(
  { clock, seal }: OwnAuthorityDependencies,
  { privateKey, ...authority }: IssuingAuthority,
): StoredAuthority {
  const privateSealed = seal.seal(privateKey, sealedFor(authority));
  return { ...authority, privateSealed, createdAt: clock.now() };
}

export function sealedFor({ kid, level }: Pick<StoredAuthority, 'kid' | 'level'>) {
  return { kid, purpose: 'certificate-authority', authority: level } as const;
}

function kidOf(privateKey: KeyObject): string {
  const jwk = readPublicJwk(createPublicKey(privateKey).export({ format: 'jwk' }));
  assert.ok(jwk, 'the key of an authority is on P-256');
  return thumbprint(jwk);
}
