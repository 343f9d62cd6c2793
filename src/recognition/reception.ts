import type { Caller, Member } from '../kernel/caller.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import type { HolderKey } from '../formats/index.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { Person } from '../vault/index.ts';
import type { StatusLookup, StatusReference } from '../status/index.ts';
import { recognitionPurpose } from './applicant-act.ts';
import type { ApplicationRequest } from './application.schema.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { readMandate } from './holder-mandate.ts';
import {
  type PresentationPolicy,
  type PresentationRefusal,
  type PresentedBridging,
  type PresentedHome,
  readBridging,
  readHome,
} from './presentation.ts';

/** What comes in at the door, verified as far as values go: nothing is written before all of it holds. */

export interface DoorPolicy extends PresentationPolicy {
  readonly lookup: (reference: StatusReference) => StatusLookup;
}

export function doorPolicy(
  { trust, node, clock }: Pick<RecognitionDependencies, 'trust' | 'node' | 'clock'>,
  lookup: DoorPolicy['lookup'],
  nonce: string,
): DoorPolicy {
  return {
    trust: trust.view(),
    audience: node.origin,
    peerOrigin: node.peer.origin,
    nonce,
    now: clock.now(),
    demonstration: node.demonstration,
    lookup,
  };
}

/** An organisation that relays, by the holder's word. */
export interface Relay {
  readonly organisationId: string;
  readonly until: Date;
  readonly mandateId: string;
  readonly jws: string;
}

export function acceptHome(text: string, policy: DoorPolicy): PresentedHome {
  const pointer = '/body/presentations/0';
  const home = accepted(readHome(text, policy), pointer);
  // Suspended may pass: what that means for the award is for the rules to say, by its record.
  refuseEnded(policy.lookup(home.claims.status.status_list), pointer);
  return home;
}

export function acceptBridging(texts: readonly string[], policy: DoorPolicy): readonly PresentedBridging[] {
  return texts.map((text, index) => {
    const pointer = `/body/bridging/${index}`;
    const bridging = accepted(readBridging(text, policy), pointer);
    const found = policy.lookup(bridging.claims.status.status_list);
    refuseEnded(found, pointer);
    if (found.kind === 'unknown') throw notAccepted(pointer, ['status-unknown']);
    if (found.value !== 0) throw notAccepted(pointer, ['status-not-valid']);
    return bridging;
  });
}

/** One person, one key: that of every credential, and of the holder who calls. */
export function refuseOtherKeys(
  thumbprint: string,
  shown: readonly { readonly holder: HolderKey }[],
  caller: Caller,
): void {
  const others = shown.some(({ holder }) => holder.thumbprint !== thumbprint);
  if (others || (caller.kind === 'holder' && caller.keyThumbprint !== thumbprint))
    throw new Fault('holder-key-mismatch');
}

/** Undefined for the holder in person. */
export function relayOf(
  caller: Caller,
  {
    mandate,
    holder,
    audience,
    now,
  }: {
    readonly mandate: string | undefined;
    readonly holder: PublicJwk;
    readonly audience: string;
    readonly now: Date;
  },
): Relay | undefined {
  if (!isMember(caller)) {
    if (mandate === undefined) return undefined;
    throw new Fault('invalid-request', { errors: [{ pointer: '/body/mandate', code: 'unknown-member' }] });
  }
  if (mandate === undefined) throw mandateRefused('absent');
  const read = readMandate(mandate, {
    holder,
    audience,
    organisationId: caller.organisation.id,
    purpose: recognitionPurpose,
    now,
  });
  if (!read.ok) throw mandateRefused(read.reason);
  return {
    organisationId: caller.organisation.id,
    until: fromEpochSeconds(read.mandate.exp),
    mandateId: read.mandate.jti,
    jws: mandate,
  };
}

/** Every item that will be kept must be consented to by name, and not in the future. */
export function consentOf(
  { consent }: Pick<ApplicationRequest, 'consent'>,
  {
    person,
    keyBindingJwt,
    now,
  }: { readonly person: Person; readonly keyBindingJwt: string; readonly now: Date },
) {
  const kept = Object.entries(person).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const covered: readonly string[] = consent.items;
  const givenAt = new Date(consent.givenAt);
  if (
    epochSeconds(givenAt) > epochSeconds(now) + consentSkewSeconds ||
    !kept.every((name) => covered.includes(name))
  )
    throw new Fault('consent-incomplete', { errors: [{ pointer: '/body/consent', code: 'invalid' }] });
  const { scope, recipient, purpose, items, evidence } = consent;
  // Without anything else that was signed, the proof by the holder's key for this very request is what shows the will.
  return {
    scope,
    recipient,
    purpose,
    items,
    givenAt,
    evidenceDigest: sha256Base64url(evidence ?? keyBindingJwt),
  };
}

const consentSkewSeconds = 60;

function accepted<T extends { readonly ok: true }>(read: T | PresentationRefusal, pointer: string): T {
  if (read.ok) return read;
  switch (read.reason) {
    case 'chaining':
      throw new Fault('chaining-not-allowed', { errors: [{ pointer, code: 'invalid' }] });
    case 'trust-stale':
      throw new Fault('home-side-out-of-reach', { retryAfterSeconds: 30 });
    case 'not-accepted':
      throw notAccepted(pointer, read.codes);
  }
}

/** 1: ended, 3: replaced. What came in their place, or why they ended, only the home side can say. */
function refuseEnded(found: StatusLookup, pointer: string): void {
  if (found.kind !== 'known') return;
  if (found.value === 1) throw notAccepted(pointer, ['status-ended']);
  if (found.value === 3) throw notAccepted(pointer, ['status-superseded']);
}

function notAccepted(pointer: string, codes: readonly string[]): Fault {
  return new Fault('presentation-not-accepted', { errors: codes.map((code) => ({ pointer, code })) });
}

function mandateRefused(reason: string): Fault {
  return new Fault('holder-mandate-not-accepted', {
    values: { reason },
    errors: [{ pointer: '/body/mandate', code: reason === 'absent' ? 'required' : 'invalid' }],
  });
}

export function isMember(caller: Caller): caller is Member {
  return caller.kind === 'client' || caller.kind === 'officer';
}
