/** The words of a credential's life (domain 5.3). Four words end it where English has one. */

export const credentialLives = [
  'reserved',
  'active',
  'suspended',
  'annulled',
  'withdrawn',
  'stripped',
  'deregistered',
  'superseded',
] as const;
export type CredentialLife = (typeof credentialLives)[number];

/** suspend 暫停, reinstate 恢復, annul 撤銷, withdraw 撤回, strip 吊銷, deregister 註銷. */
export const statusEventKinds = ['suspend', 'reinstate', 'annul', 'withdraw', 'strip', 'deregister'] as const;
export type StatusEventKind = (typeof statusEventKinds)[number];

/** A record has two: the award, which was earned once, and the standing of today. A credential is a whole. */
export const statusFacets = ['award', 'standing', 'credential'] as const;
export type StatusFacet = (typeof statusFacets)[number];

export const reasonCodes = [
  'under-review',
  'standing-lapsed',
  'cpd-missed',
  'conduct',
  'court-or-regulator-order',
  'false-evidence',
  'issued-in-error',
  'basis-changed',
  'holder-request',
  'deceased',
  'home-standing-suspended',
  'home-award-ended',
  'cause-cured',
  'not-stated',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
