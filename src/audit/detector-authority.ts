import {
  actorOf,
  type Detect,
  daySeconds,
  type LoggedFact,
  objectOf,
  proofOf,
  secondsBetween,
} from './anomaly.ts';

/** Each row carries what was found out about it beforehand, so that the rule itself is a function of values. */

export interface UnderAgreement {
  readonly fact: LoggedFact;
  /** Of the version, at the instant that the act took effect; undefined where this node does not hold it. */
  readonly state: string | undefined;
}

export const agreementNotInForce: Detect<readonly UnderAgreement[]> = (acts) =>
  acts
    .filter(({ state }) => state !== 'in-force')
    .map(({ fact, state }) => ({
      at: fact.recordedAt,
      objects: [
        objectOf(fact),
        { type: 'agreement', id: `${fact.agreementId ?? ''}/${String(fact.agreementVersion ?? 0)}` },
      ],
      actors: [actorOf(fact)],
      measured: { state: state ?? 'unknown' },
      proofs: [proofOf(fact)],
    }));

export interface UnderMandate {
  readonly fact: LoggedFact;
  readonly mandated: boolean;
}

export const outsideMandate: Detect<readonly UnderMandate[]> = (issued) =>
  issued
    .filter(({ mandated }) => !mandated)
    .map(({ fact }) => ({
      at: fact.recordedAt,
      objects: [objectOf(fact)],
      actors: [fact.issuer],
      measured: { qualification: fact.target ?? fact.qualification ?? 'unknown' },
      proofs: [proofOf(fact)],
    }));

export interface SignedWith {
  readonly fact: LoggedFact;
  /** Undefined for a key that this node never had. */
  readonly key:
    | { readonly signFrom: Date; readonly signUntil: Date | null; readonly compromisedAt: Date | null }
    | undefined;
}

export const keyOutsideWindow: Detect<readonly SignedWith[]> = (signed) =>
  signed.flatMap(({ fact, key }) => {
    const why = whyNot(key, fact.effectiveAt);
    if (why === undefined) return [];
    return [
      {
        at: fact.recordedAt,
        objects: [objectOf(fact), { type: 'key', id: fact.keyId ?? '' }],
        actors: [actorOf(fact)],
        measured: { why },
        proofs: [proofOf(fact)],
      },
    ];
  });

/** The window is half-open, as all windows here; the instant is the `iat` that was signed. */
function whyNot(key: SignedWith['key'], at: Date): string | undefined {
  if (key === undefined) return 'unknown-key';
  if (at < key.signFrom) return 'before-window';
  if (key.signUntil !== null && key.signUntil <= at) return 'after-window';
  return key.compromisedAt !== null && key.compromisedAt <= at ? 'compromised' : undefined;
}

export interface RestingOnEvidence {
  readonly fact: LoggedFact;
  /** When the home side was last heard of by this file; undefined where nothing is on it. */
  readonly observedAt: Date | undefined;
  /** Days that the agreement allows; undefined where this node does not hold it. */
  readonly allowedDays: number | undefined;
}

export const staleHomeAttestation: Detect<readonly RestingOnEvidence[]> = (issued, { graceDays = 0 }) =>
  issued.flatMap(({ fact, observedAt, allowedDays }) => {
    if (allowedDays === undefined) return [];
    const ageDays =
      observedAt === undefined ? undefined : secondsBetween(observedAt, fact.effectiveAt) / daySeconds;
    if (ageDays !== undefined && ageDays <= allowedDays + graceDays) return [];
    return [
      {
        at: fact.recordedAt,
        objects: [objectOf(fact)],
        actors: [fact.issuer],
        measured: { allowedDays, ageDays: ageDays === undefined ? 'no-evidence' : Math.floor(ageDays) },
        proofs: [proofOf(fact)],
      },
    ];
  });
