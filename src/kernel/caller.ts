import type { Jurisdiction } from './jurisdiction.ts';

/** Who may do what: the columns of the table of roles. `public` has shown nothing; `peer` signs what it sends; `wallet` fetches what a grant names. */
export const roles = [
  'public',
  'peer',
  'holder',
  'wallet',
  'hr-system',
  'verifying-bank',
  'home-registrar',
  'host-assessor',
  'host-approver',
  'bridging-provider',
  'joint-committee',
  'regulator',
  'privacy-officer',
  'operator',
] as const;
export type Role = (typeof roles)[number];

/** Why an organisation may call an operation; it must be registered for it. */
export const purposes = [
  'public-information',
  'authentication',
  'own-record',
  'attestation',
  'bridging',
  'recognition',
  'verification',
  'agreement-making',
  'supervision',
  'privacy',
  'node-operation',
  'node-exchange',
] as const;
export type Purpose = (typeof purposes)[number];

/** Where an organisation is registered decides whether personal data may be in an answer. */
export const registeredPlaces = ['HK', 'GBA-MAINLAND', 'MAINLAND-OTHER', 'ELSEWHERE'] as const;
export type RegisteredPlace = (typeof registeredPlaces)[number];

export interface CallerOrganisation {
  readonly id: string;
  readonly name: string;
  readonly jurisdiction: Jurisdiction;
  readonly registeredPlace: RegisteredPlace;
  readonly gbaEligible: boolean;
  readonly contractFilingNumber: string | null;
  readonly purposes: readonly Purpose[];
  /** The authority it acts for, by slug; null for banks, employers and operators. */
  readonly authority: string | null;
}

/** The one who asks, as established from a token. A request without a token is the public. */
export type Caller =
  | { readonly kind: 'public' }
  | {
      readonly kind: 'client';
      readonly clientId: string;
      readonly roles: readonly Role[];
      readonly scopes: readonly string[];
      readonly organisation: CallerOrganisation;
    }
  | {
      readonly kind: 'officer';
      readonly clientId: string;
      readonly officerId: string;
      /** The natural person; two officers may be one person, and then they are not two people. */
      readonly personId: string;
      readonly roles: readonly Role[];
      readonly scopes: readonly string[];
      readonly organisation: CallerOrganisation;
    }
  | {
      readonly kind: 'holder';
      /** RFC 7638 thumbprint of the key that the credentials are bound to. */
      readonly keyThumbprint: string;
      readonly roles: readonly ['holder'];
      readonly scopes: readonly string[];
    }
  | {
      readonly kind: 'wallet';
      /** What it may fetch, and for whom, stands in the grant; the token says neither. */
      readonly grantId: string;
      readonly roles: readonly ['wallet'];
      readonly scopes: readonly string[];
      /** RFC 7638 thumbprint of the key that the token is bound to (RFC 9449 section 6); null for a bearer token. */
      readonly dpopThumbprint: string | null;
    };

export type Officer = Extract<Caller, { kind: 'officer' }>;
export type Member = Extract<Caller, { kind: 'officer' | 'client' }>;

export function rolesOf(caller: Caller): readonly Role[] {
  return caller.kind === 'public' ? ['public'] : caller.roles;
}

/** How the caller is named where a record must say who acted: never by a person's name. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case 'public':
      return 'public';
    case 'client':
      return `client:${caller.clientId}`;
    case 'officer':
      return `officer:${caller.officerId}`;
    case 'holder':
      return `holder:${caller.keyThumbprint}`;
    case 'wallet':
      return `wallet:${caller.grantId}`;
  }
}
