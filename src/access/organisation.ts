import type { CallerOrganisation, Purpose, RegisteredPlace, Role } from '../kernel/caller.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { Localised } from '../kernel/localised.ts';
import type { OrganisationKind } from './roles.ts';

export interface OrganisationFacts {
  readonly kind: OrganisationKind;
  readonly names: Localised;
  readonly jurisdiction: Jurisdiction;
  readonly registeredPlace: RegisteredPlace;
  readonly gbaEligible: boolean;
  readonly contractFilingNumber: string | null;
  readonly purposes: readonly Purpose[];
  readonly authority: string | null;
}

/** What may change while an organisation stays what it is. */
export type OrganisationChanges = {
  readonly [Member in 'names' | 'registeredPlace' | 'gbaEligible' | 'contractFilingNumber' | 'purposes']?:
    | OrganisationFacts[Member]
    | undefined;
};

export interface Organisation extends OrganisationFacts {
  readonly id: string;
  readonly registeredAt: Date;
  readonly endedAt: Date | null;
}

export interface Client {
  readonly id: string;
  readonly organisationId: string;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly publicJwk: PublicJwk;
  readonly thumbprint: string;
  readonly registeredAt: Date;
  readonly endedAt: Date | null;
}

export interface OfficerRegistration {
  readonly id: string;
  readonly organisationId: string;
  readonly personId: string;
  readonly roles: readonly Role[];
  readonly publicJwk: PublicJwk;
  readonly thumbprint: string;
  readonly registeredAt: Date;
  readonly endedAt: Date | null;
}

export function callerOrganisation(organisation: Organisation): CallerOrganisation {
  const { id, names, jurisdiction, registeredPlace, gbaEligible, contractFilingNumber, purposes, authority } =
    organisation;
  return {
    id,
    name: names.en,
    jurisdiction,
    registeredPlace,
    gbaEligible,
    contractFilingNumber,
    purposes,
    authority,
  };
}
