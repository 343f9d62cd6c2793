import type { Caller, Purpose, Role } from '../kernel/caller.ts';

/** What an organisation is. */
export const organisationKinds = [
  'authority',
  'awarding-body',
  'recognition-authority',
  'bank',
  'employer',
  'bridging-provider',
  'regulator',
  'joint-committee',
  'node-operator',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** What a token can be good for. */
export const scopes = [
  'attestations:write',
  'bridging-results:write',
  'credentials:read',
  'credentials:find',
  'status-events:write',
  'applications:write',
  'applications:read',
  'decisions:write',
  'approvals:write',
  'verifications:write',
  'agreements:write',
  'trust:write',
  'keys:read',
  'keys:write',
  'organisations:write',
  'organisations:read',
  'events:read',
  'own:read',
  'access-records:read',
  'retention:read',
  'retention:write',
  'disclosure:write',
  'own:erase',
  'own:share',
  'log:read',
  'log:entries',
  'log:health',
  'credential:issue',
  'offers:write',
] as const;
export type Scope = (typeof scopes)[number];

export type Bearer = Exclude<Caller['kind'], 'public'>;

export interface RoleRule {
  /** Who can hold the role. Where a decision must be a person's, a program cannot. */
  readonly heldBy: readonly Bearer[];
  /** What kinds of organisation can have it in their name; empty where none does. */
  readonly kinds: readonly OrganisationKind[];
  /** Acts in the name of an authority, which the organisation then has to be bound to. */
  readonly forAuthority: boolean;
  /** What whoever has the role always acts for; null: for what the operation is for. */
  readonly purpose: Purpose | null;
  readonly scopes: readonly Scope[];
}

const people = ['officer'] as const;
const members = ['client', 'officer'] as const;
const homeKinds = ['authority', 'awarding-body'] as const;
const hostKinds = ['authority', 'recognition-authority'] as const;
const nobody = { heldBy: [], kinds: [], forAuthority: false, purpose: null, scopes: [] } as const;

/** Who may be granted what: the table of domain 5.6 as data. Nothing that is not here can be in a token. */
export const roleRules: Readonly<Record<Role, RoleRule>> = {
  public: nobody,
  // Signs each notice, and each token of its own, with its node key; it never asks for one.
  peer: nobody,
  holder: {
    heldBy: ['holder'],
    kinds: [],
    forAuthority: false,
    purpose: null,
    // A holder changes a status only by surrendering what is theirs.
    scopes: [
      'own:read',
      'applications:write',
      'applications:read',
      'verifications:write',
      'status-events:write',
      'own:erase',
      'own:share',
      'log:read',
    ],
  },
  wallet: {
    heldBy: ['wallet'],
    kinds: [],
    forAuthority: false,
    purpose: null,
    scopes: ['credential:issue'],
  },
  'hr-system': {
    heldBy: members,
    kinds: ['employer', 'bank'],
    forAuthority: false,
    purpose: null,
    scopes: [
      'verifications:write',
      'applications:write',
      'applications:read',
      'access-records:read',
      'log:read',
    ],
  },
  'verifying-bank': {
    heldBy: members,
    kinds: ['bank'],
    forAuthority: false,
    purpose: null,
    scopes: ['verifications:write', 'access-records:read', 'log:read'],
  },
  'home-registrar': {
    heldBy: members,
    kinds: homeKinds,
    forAuthority: true,
    purpose: null,
    // To annul or to strip takes a second registrar, who approves.
    scopes: [
      'attestations:write',
      'status-events:write',
      'approvals:write',
      'offers:write',
      'credentials:read',
      'credentials:find',
      'verifications:write',
      'events:read',
      'log:read',
    ],
  },
  'host-assessor': {
    heldBy: people,
    kinds: hostKinds,
    forAuthority: true,
    purpose: null,
    scopes: [
      'applications:read',
      'decisions:write',
      'status-events:write',
      'offers:write',
      'credentials:read',
      'credentials:find',
      'verifications:write',
      'events:read',
      'log:read',
    ],
  },
  'host-approver': {
    heldBy: people,
    kinds: hostKinds,
    forAuthority: true,
    purpose: null,
    scopes: [
      'applications:read',
      'approvals:write',
      'status-events:write',
      'offers:write',
      'credentials:read',
      'credentials:find',
      'verifications:write',
      'events:read',
      'log:read',
    ],
  },
  'bridging-provider': {
    heldBy: members,
    kinds: ['bridging-provider'],
    forAuthority: true,
    purpose: null,
    scopes: ['bridging-results:write', 'credentials:read', 'log:read'],
  },
  'joint-committee': {
    heldBy: people,
    kinds: ['joint-committee'],
    forAuthority: false,
    purpose: 'agreement-making',
    scopes: ['agreements:write', 'trust:write'],
  },
  regulator: {
    heldBy: members,
    kinds: ['regulator'],
    forAuthority: false,
    purpose: 'supervision',
    scopes: [
      'events:read',
      'credentials:read',
      'applications:read',
      'verifications:write',
      'access-records:read',
      'organisations:read',
      'keys:read',
      'retention:read',
      'retention:write',
      'disclosure:write',
      'log:read',
      'log:entries',
      'log:health',
    ],
  },
  'privacy-officer': {
    heldBy: people,
    kinds: [...homeKinds, 'recognition-authority', 'node-operator'],
    forAuthority: false,
    purpose: 'privacy',
    scopes: ['events:read', 'retention:read', 'retention:write', 'disclosure:write'],
  },
  // Technical only: an operator neither signs, nor reads the vault, nor sees who looked at whom.
  operator: {
    heldBy: members,
    kinds: ['node-operator'],
    forAuthority: false,
    purpose: 'node-operation',
    scopes: [
      'organisations:write',
      'organisations:read',
      'keys:read',
      'keys:write',
      'trust:write',
      'log:health',
    ],
  },
};

/** A holder belongs to no organisation that could be registered for a purpose; these are theirs. */
export const holderPurposes: readonly Purpose[] = ['own-record', 'recognition', 'verification'];

/** Nor does a wallet, which fetches for the person what is theirs. */
export const walletPurposes: readonly Purpose[] = ['own-record', 'attestation', 'recognition'];

/** Everything that whoever has these roles can be granted, in the order of the list. */
export function grantableScopes(of: readonly Role[]): readonly Scope[] {
  return scopes.filter((scope) => of.some((role) => roleRules[role].scopes.includes(scope)));
}

export interface RoleRefusal {
  /** Position in the list that was asked for. */
  readonly index: number;
  readonly why: 'not-for-bearer' | 'not-for-kind' | 'authority-required';
}

/** Which of the roles cannot be registered for such a bearer of such an organisation. */
export function refusedRoles(
  asked: readonly Role[],
  bearer: Bearer,
  organisation: { readonly kind: OrganisationKind; readonly authority: string | null },
): RoleRefusal[] {
  return asked.flatMap((role, index) => {
    const why = whyNot(roleRules[role], bearer, organisation);
    return why === undefined ? [] : [{ index, why }];
  });
}

function whyNot(
  rule: RoleRule,
  bearer: Bearer,
  { kind, authority }: { readonly kind: OrganisationKind; readonly authority: string | null },
): RoleRefusal['why'] | undefined {
  if (!rule.heldBy.includes(bearer)) return 'not-for-bearer';
  if (!rule.kinds.includes(kind)) return 'not-for-kind';
  return rule.forAuthority && authority === null ? 'authority-required' : undefined;
}
