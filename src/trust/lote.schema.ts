import { z } from 'zod';
import { ecPublicJwk, text, thumbprint } from '../platform/fields.schema.ts';

/**
 * A List of Trusted Entities in the JSON binding of ETSI TS 119 602 V1.1.1 (annex A), as narrow as this scheme needs it. The binding closes
 * every object (`additionalProperties: false`), so a member that is not known is refused; only extensions may hold what is not known.
 */

const uri = z.url().max(500);
const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/);

const strings = (longest: number) =>
  z
    .array(z.strictObject({ lang: language, value: text(longest) }))
    .min(1)
    .max(16);
const pointers = z
  .array(z.strictObject({ lang: language, uriValue: uri }))
  .min(1)
  .max(16);

/** Clause 6.1.3: UTC to the second, and in no other way. */
const instant = z.iso.datetime({ precision: 0 }).length(20);

const postalAddresses = z
  .array(
    z.strictObject({
      lang: language,
      StreetAddress: text(300),
      Locality: text(100).optional(),
      StateOrProvince: text(100).optional(),
      PostalCode: text(20).optional(),
      Country: z.string().length(2),
    }),
  )
  .min(1)
  .max(16);

/** Clauses 6.3.17 and 6.6.9: of any form, but each says whether a reader who does not know it may go on. */
const extensions = z
  .array(z.looseObject({ Critical: z.boolean() }))
  .min(1)
  .max(16);

const certificate = z.strictObject({
  encoding: z.literal('urn:ietf:params:tls-cert-type:x509').optional(),
  specRef: z.literal('RFC5280').optional(),
  val: z.string().min(1).max(6_000),
});

const signingJwk = ecPublicJwk.extend({
  kid: thumbprint,
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});

const digitalIdentity = z.strictObject({
  X509Certificates: z.array(certificate).min(1).max(8).optional(),
  X509SubjectNames: z.array(text(500)).min(1).max(8).optional(),
  PublicKeyValues: z.array(signingJwk).min(1).max(200).optional(),
  X509SKIs: z.array(text(100)).min(1).max(8).optional(),
  OtherIds: z.array(text(500)).min(1).max(200),
});

const serviceTerms = {
  ServiceName: strings(300),
  ServiceDigitalIdentity: digitalIdentity,
  ServiceStatus: uri,
  StatusStartingTime: instant,
};

const formerService = z.strictObject({ ...serviceTerms, ServiceTypeIdentifier: uri });

const service = z.strictObject({
  ServiceInformation: z.strictObject({
    ...serviceTerms,
    ServiceTypeIdentifier: uri,
    ServiceInformationExtensions: extensions,
  }),
  ServiceHistory: z.array(formerService).min(1).max(2_000).optional(),
});

const entity = z.strictObject({
  TrustedEntityInformation: z.strictObject({
    TEName: strings(300),
    TETradeName: strings(300).optional(),
    TEAddress: z.strictObject({ TEPostalAddress: postalAddresses, TEElectronicAddress: pointers }),
    TEInformationURI: pointers,
    TEInformationExtensions: extensions.optional(),
  }),
  TrustedEntityServices: z.array(service).min(1).max(1_000),
});

const otherList = z.strictObject({
  LoTELocation: uri,
  ServiceDigitalIdentities: z.array(digitalIdentity).min(1).max(8),
  LoTEQualifiers: z
    .array(
      z.strictObject({
        LoTEType: uri,
        SchemeOperatorName: strings(300),
        SchemeTypeCommunityRules: pointers.optional(),
        SchemeTerritory: z.string().length(2),
        MimeType: text(100),
      }),
    )
    .min(1)
    .max(8),
});

const schemeInformation = z.strictObject({
  LoTEVersionIdentifier: z.literal(1),
  LoTESequenceNumber: z.int().min(1),
  LoTEType: uri,
  SchemeOperatorName: strings(300),
  SchemeOperatorAddress: z.strictObject({
    SchemeOperatorPostalAddress: postalAddresses,
    SchemeOperatorElectronicAddress: pointers,
  }),
  SchemeName: strings(300),
  SchemeInformationURI: pointers,
  StatusDeterminationApproach: uri,
  SchemeTypeCommunityRules: pointers,
  SchemeTerritory: z.string().length(2),
  PolicyOrLegalNotice: z
    .array(z.strictObject({ LoTEPolicy: z.strictObject({ lang: language, uriValue: uri }) }))
    .min(1)
    .max(8),
  HistoricalInformationPeriod: z.int().min(0),
  PointersToOtherLoTE: z.array(otherList).min(1).max(8),
  ListIssueDateTime: instant,
  NextUpdate: instant,
  DistributionPoints: z.array(uri).min(1).max(8),
  SchemeExtensions: extensions,
});

export const loteDocument = z.strictObject({
  LoTE: z.strictObject({
    ListAndSchemeInformation: schemeInformation,
    TrustedEntitiesList: z.array(entity).min(1).max(501),
  }),
});

export type LoteDocument = z.infer<typeof loteDocument>;
export type SchemeInformation = z.infer<typeof schemeInformation>;
export type TrustedEntity = z.infer<typeof entity>;
export type EntityService = z.infer<typeof service>;
export type DigitalIdentity = z.infer<typeof digitalIdentity>;
export type Extension = z.infer<typeof extensions>[number];
