import { z } from 'zod';
import { purposes, registeredPlaces, roles } from '../kernel/caller.ts';
import {
  identifier,
  instant,
  jurisdiction,
  pageOf,
  publicJwk,
  slug,
  text,
  thumbprint,
} from '../platform/fields.schema.ts';
import { organisationKinds } from './roles.ts';

const names = z
  .strictObject({ en: text(200), zhHant: text(200), zhHans: text(200) })
  .meta({ description: 'The name in English, 繁體 and 简体.' });

const registeredPlace = z.enum(registeredPlaces).meta({
  description:
    'Where it is registered. GBA-MAINLAND: one of the nine Guangdong cities of the Greater Bay Area; MAINLAND-OTHER: elsewhere on the Mainland.',
});
const filingNumber = text(64).meta({
  description: 'Number under which its GBA Standard Contract is filed.',
  examples: ['DEMO-GBA-2026-0001'],
});
const purposeList = z
  .array(z.enum(purposes))
  .min(1)
  .max(purposes.length)
  .meta({ description: 'What it may call operations for.' });
const roleList = z.array(z.enum(roles)).max(roles.length);

export const newOrganisation = z
  .strictObject({
    kind: z.enum(organisationKinds),
    names,
    jurisdiction,
    registeredPlace,
    gbaEligible: z.boolean().meta({ description: 'May be a party to a GBA Standard Contract.' }),
    contractFilingNumber: filingNumber.nullable().default(null),
    purposes: purposeList,
    authority: slug.nullable().default(null).meta({ description: 'Slug of the authority it acts for.' }),
  })
  .meta({ id: 'NewOrganisation' });

export const organisationChanges = z
  .strictObject({
    names: names.optional(),
    registeredPlace: registeredPlace.optional(),
    gbaEligible: z.boolean().optional(),
    contractFilingNumber: filingNumber.nullable().optional(),
    purposes: purposeList.optional(),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    params: { code: 'required' },
  })
  .meta({ id: 'OrganisationChanges', description: 'One member at least; what is left out stays as it is.' });

export const ending = z
  .strictObject({
    reasonCode: slug.meta({
      description: 'Why, as a code: it goes into the issuance log.',
      examples: ['contract-ended'],
    }),
  })
  .meta({ id: 'Ending' });

export const organisation = z
  .object({
    id: identifier,
    kind: z.enum(organisationKinds),
    names,
    jurisdiction,
    registeredPlace,
    gbaEligible: z.boolean(),
    contractFilingNumber: z.string().nullable(),
    purposes: z.array(z.enum(purposes)),
    authority: z.string().nullable(),
    registeredAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Organisation' });
export const organisationPage = pageOf(organisation).meta({ id: 'OrganisationPage' });

export const newClient = z
  .strictObject({
    label: text(100),
    roles: roleList.meta({
      description:
        'None for a workstation that only officers sit at: it authenticates them and gets no token of its own.',
    }),
    publicJwk,
  })
  .meta({ id: 'NewClient', description: 'A program of the organisation; the private key stays with it.' });

export const client = z
  .object({
    id: identifier,
    organisationId: identifier,
    label: z.string(),
    roles: z.array(z.enum(roles)),
    scopes: z.array(z.string()).meta({ description: 'What its tokens can be good for.' }),
    keyThumbprint: thumbprint,
    registeredAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Client' });
export const clientPage = pageOf(client).meta({ id: 'ClientPage' });

export const newOfficer = z
  .strictObject({
    roles: roleList.min(1),
    publicJwk,
    personId: identifier.optional().meta({
      description:
        'Of an earlier registration of the same natural person, in whatever organisation: two registrations of one person are not two people. Left out for somebody who is new here.',
    }),
  })
  .meta({
    id: 'NewOfficer',
    description: 'A person who acts for the organisation, by their own key. No name.',
  });

export const officer = z
  .object({
    id: identifier,
    organisationId: identifier,
    personId: identifier,
    roles: z.array(z.enum(roles)),
    scopes: z.array(z.string()),
    keyThumbprint: thumbprint,
    registeredAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'OfficerRegistration' });
export const officerPage = pageOf(officer).meta({ id: 'OfficerRegistrationPage' });

export const byId = z.strictObject({ id: identifier });
