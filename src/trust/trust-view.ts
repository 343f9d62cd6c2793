import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { type CertificateQuestion, createCertificateJudge, type NodeKeyPurpose } from '../keys/index.ts';
import { addSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import { algorithmOf, importPublicKey } from '../kernel/jwk.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import { validSeconds } from './trust-list-limits.ts';
import type { ListedAuthority, ListedKey, ListedMandate, TrustListPayload } from './trust-list.schema.ts';
import { type AuthorityKind, listVersion } from './vocabulary.ts';

export interface TrustedKey {
  readonly kid: string;
  readonly key: KeyObject;
  readonly alg: SignatureAlgorithm;
  /** Half-open, as all windows here: [signFrom, signUntil). */
  readonly signFrom: Date;
  readonly signUntil: Date | null;
  readonly compromisedAt: Date | null;
}

export interface TrustedMandate {
  readonly id: string;
  readonly action: ListedMandate['action'];
  readonly vct: string;
  readonly qualifications: readonly string[];
  readonly from: Date;
  readonly until: Date | null;
  readonly instrument: string;
  readonly recordedAt: Date;
}

export interface TrustedAuthority {
  readonly iss: string;
  readonly slug: string;
  readonly jurisdiction: Jurisdiction;
  readonly names: Localised;
  readonly kind: AuthorityKind;
  readonly contact: string;
  readonly mandates: readonly TrustedMandate[];
}

/** What both trust lists say, in memory and immutable. Nothing is computed, imported or waited for when it is asked. */
export interface TrustView {
  /** Whatever its window and whether compromised or not: that is for who judges. */
  issuerKey(iss: string, kid: string): TrustedKey | undefined;
  knowsIssuer(iss: string): boolean;
  authority(iss: string): TrustedAuthority | undefined;
  /** Everybody on both lists, ours first. */
  authorities(): readonly TrustedAuthority[];
  /** The mandate under which this issuer could issue this type for this qualification at that instant. */
  mandateAt(iss: string, vct: string, qualificationId: string, at: Date): TrustedMandate | undefined;
  /** Everybody on the list of that origin with such a mandate, in the order of the list. */
  mandated(origin: string, vct: string, qualificationId: string, at: Date): readonly TrustedAuthority[];
  nodeKey(origin: string, purpose: NodeKeyPurpose, kid: string): TrustedKey | undefined;
  /** All that the list of that origin ever named for it. */
  nodeKeys(origin: string, purpose: NodeKeyPurpose): readonly TrustedKey[];
  /**
   * The certificates, in DER, of those who certify the keys of that list: each service of a list names all of them and no others. The same
   * array as long as the list is the same.
   */
  anchorsOf(origin: string): readonly Uint8Array[];
  /**
   * What speaks against the `x5c` of a header whose signature was verified by a key of this view, as a code; undefined when it leads to one
   * who certifies the keys of the list that names the issuer, a node by its origin or one of its authorities.
   */
  problemOfCertificate(question: Omit<CertificateQuestion, 'anchors'>): string | undefined;
  /** `HK-12`; `HK-0` where no list is held. */
  version(origin: string): string;
  /** Ours always. The peer's until its `next_update`, and for 24 hours at most. */
  fresh(origin: string, now: Date): boolean;
}

/** One list, indexed once when it is loaded. */
export interface IndexedList {
  readonly origin: string;
  readonly sequence: number;
  readonly version: string;
  readonly freshUntil: Date;
  readonly authorities: ReadonlyMap<string, TrustedAuthority>;
  /** By `iss kid`. Apart from the next, for `iss` and `kid` come from credentials that nobody has verified. */
  readonly issuerKeys: ReadonlyMap<string, TrustedKey>;
  /** By `origin purpose kid`. */
  readonly nodeKeys: ReadonlyMap<string, TrustedKey>;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  /** By `iss vct qualification`. */
  readonly mandates: ReadonlyMap<string, readonly TrustedMandate[]>;
}

export function indexTrustList(payload: TrustListPayload): IndexedList {
  const issuerKeys = new Map<string, TrustedKey>();
  const nodeKeys = new Map<string, TrustedKey>();
  for (const key of payload.node_keys)
    nodeKeys.set(`${payload.iss} ${key.purpose} ${key.kid}`, trustedKey(key));
  const authorities = new Map<string, TrustedAuthority>();
  const mandates = new Map<string, TrustedMandate[]>();
  for (const listed of payload.authorities) {
    for (const key of listed.keys) issuerKeys.set(`${listed.iss} ${key.kid}`, trustedKey(key));
    const authority = trustedAuthority(listed, payload.jurisdiction);
    authorities.set(listed.iss, authority);
    for (const mandate of authority.mandates) {
      for (const qualification of mandate.qualifications) {
        const name = `${listed.iss} ${mandate.vct} ${qualification}`;
        mandates.set(name, [...(mandates.get(name) ?? []), mandate]);
      }
    }
  }
  const freshFor = Math.min(payload.next_update - payload.iat, validSeconds);
  return {
    origin: payload.iss,
    sequence: payload.sequence,
    version: listVersion(payload.jurisdiction, payload.sequence),
    freshUntil: addSeconds(fromEpochSeconds(payload.iat), freshFor),
    authorities,
    issuerKeys,
    nodeKeys,
    certificates: payload.certificates.map((text) => new Uint8Array(Buffer.from(text, 'base64'))),
    mandates,
  };
}

export function createTrustView(
  node: Pick<NodeIdentity, 'origin' | 'jurisdiction' | 'peer'>,
  { own, peer }: { readonly own: IndexedList | undefined; readonly peer: IndexedList | undefined },
): TrustView {
  const judge = createCertificateJudge();
  const listOf = (origin: string) => [own, peer].find((each) => each?.origin === origin);
  // All issuers of a list lie under its origin, so at most one list knows a name.
  const mandateAt: TrustView['mandateAt'] = (iss, vct, qualificationId, at) => {
    const name = `${iss} ${vct} ${qualificationId}`;
    const mandates = own?.mandates.get(name) ?? peer?.mandates.get(name);
    return mandates?.find(({ from, until }) => from <= at && (until === null || at < until));
  };
  return {
    issuerKey(iss, kid) {
      const name = `${iss} ${kid}`;
      return own?.issuerKeys.get(name) ?? peer?.issuerKeys.get(name);
    },
    knowsIssuer: (iss) => (own?.authorities.has(iss) ?? false) || (peer?.authorities.has(iss) ?? false),
    authorities: () => [own, peer].flatMap((list) => [...(list?.authorities.values() ?? [])]),
    authority: (iss) => own?.authorities.get(iss) ?? peer?.authorities.get(iss),
    mandateAt,
    mandated(origin, vct, qualificationId, at) {
      const list = listOf(origin);
      return [...(list?.authorities.values() ?? [])].filter(
        ({ iss }) => mandateAt(iss, vct, qualificationId, at) !== undefined,
      );
    },
    nodeKey(origin, purpose, kid) {
      const name = `${origin} ${purpose} ${kid}`;
      return own?.nodeKeys.get(name) ?? peer?.nodeKeys.get(name);
    },
    nodeKeys(origin, purpose) {
      const list = listOf(origin);
      const named = [...(list?.nodeKeys ?? [])].filter(([name]) => name.startsWith(`${origin} ${purpose} `));
      return named.map(([, key]) => key);
    },
    anchorsOf: (origin) => listOf(origin)?.certificates ?? none,
    problemOfCertificate(question) {
      const { iss } = question;
      const list = [own, peer].find((each) => each?.origin === iss || each?.authorities.has(iss));
      return judge({ ...question, anchors: list?.certificates ?? none });
    },
    version(origin) {
      if (origin === node.origin) return own?.version ?? listVersion(node.jurisdiction, 0);
      return (
        (origin === node.peer.origin ? peer?.version : undefined) ?? listVersion(node.peer.jurisdiction, 0)
      );
    },
    fresh(origin, now) {
      if (origin === node.origin) return true;
      return peer?.origin === origin && now < peer.freshUntil;
    },
  };
}

const none: readonly Uint8Array[] = [];

const dateOrNull = (seconds: number | null): Date | null =>
  seconds === null ? null : fromEpochSeconds(seconds);

function trustedKey(listed: ListedKey): TrustedKey {
  const key = importPublicKey(listed.jwk);
  assert.ok(key, `key ${listed.kid} of an accepted trust list cannot be used`);
  return {
    kid: listed.kid,
    key,
    alg: algorithmOf(listed.jwk),
    signFrom: fromEpochSeconds(listed.sign_from),
    signUntil: dateOrNull(listed.sign_until),
    compromisedAt: dateOrNull(listed.compromised_at),
  };
}

function trustedAuthority(listed: ListedAuthority, jurisdiction: Jurisdiction): TrustedAuthority {
  const { iss, slug, kind, contact, names, mandates } = listed;
  return {
    iss,
    slug,
    jurisdiction,
    names: { en: names.en, zhHant: names.zh_hant, zhHans: names.zh_hans },
    kind,
    contact,
    mandates: mandates.map((mandate) => ({
      id: mandate.id,
      action: mandate.action,
      vct: mandate.vct,
      qualifications: mandate.qualifications,
      from: fromEpochSeconds(mandate.from),
      until: dateOrNull(mandate.until),
      instrument: mandate.instrument,
      recordedAt: fromEpochSeconds(mandate.recorded_at),
    })),
  };
}
