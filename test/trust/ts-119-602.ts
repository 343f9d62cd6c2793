/**
 * The JSON Schema of ETSI TS 119 602 V1.1.1, annex A, told again from `1960201_json_schema.json` of tag v1.1.1 at
 * https://forge.etsi.org/rep/esi/x19_60201_lists_of_trusted_entities (BSD-3-Clause): the same definitions, members, requirements and
 * formats, and the keys of `rfcs/rfc7517.json` in place of the reference to it. Its one slip is told as it is: in
 * `ServiceDigitalIdentity`, `additionalProperties` stands among the properties and so closes nothing.
 */

type Schema = Readonly<Record<string, unknown>>;

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const some = (items: Schema): Schema => ({ type: 'array', items, minItems: 1 });
const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const uri: Schema = { type: 'string', format: 'uri' };
const dateTime: Schema = { type: 'string', format: 'date-time' };
const base64: Schema = { type: 'string', contentEncoding: 'base64' };
const anything: Schema = { type: 'array', minItems: 1 };

function closed(required: Schema, optional: Schema = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const strings = some(ref('multiLangString'));
const uris = some(ref('NonEmptyMultiLangURI'));
const addresses = some(ref('PostalAddress'));

const notice = (name: string, value: Schema): Schema => ({
  items: { type: 'object', properties: { [name]: value }, required: [name] },
});

const serviceTerms = { ServiceName: strings, ServiceDigitalIdentity: ref('ServiceDigitalIdentity') };

const jwk: Schema = {
  type: 'object',
  properties: {
    kty: { type: 'string', enum: ['EC', 'RSA', 'oct'] },
    use: { type: 'string', enum: ['sig', 'enc'] },
    key_ops: {
      type: 'string',
      enum: ['sign', 'verify', 'encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'deriveKey', 'deriveBits'],
    },
    alg: text,
    kid: text,
    x5u: text,
    x5c: { type: 'array', items: base64 },
    x5t: base64,
    'x5t#S256': base64,
  },
  required: ['kty'],
};

const definitions: Schema = {
  multiLangString: closed({ lang: text, value: text }),
  NonEmptyMultiLangURI: closed({ lang: text, uriValue: { ...uri, minLength: 1 } }),
  PostalAddress: closed(
    { lang: text, StreetAddress: text, Country: text },
    { Locality: text, StateOrProvince: text, PostalCode: text },
  ),
  ServiceDigitalIdentity: {
    type: 'object',
    properties: {
      X509Certificates: some(closed({ val: base64 }, { encoding: uri, specRef: text })),
      X509SubjectNames: some(text),
      PublicKeyValues: some(jwk),
      X509SKIs: some(base64),
      OtherIds: some(text),
      additionalProperties: false,
    },
  },
  OtherLoTEPointer: closed({
    LoTELocation: uri,
    ServiceDigitalIdentities: some(ref('ServiceDigitalIdentity')),
    LoTEQualifiers: some(
      closed(
        { LoTEType: uri, SchemeOperatorName: strings, MimeType: text },
        { SchemeTypeCommunityRules: uris, SchemeTerritory: { ...text, minLength: 2, maxLength: 2 } },
      ),
    ),
  }),
  ListAndSchemeInformation: closed(
    {
      LoTEVersionIdentifier: integer,
      LoTESequenceNumber: integer,
      SchemeOperatorName: strings,
      ListIssueDateTime: dateTime,
      NextUpdate: dateTime,
    },
    {
      LoTEType: uri,
      SchemeOperatorAddress: closed({
        SchemeOperatorPostalAddress: addresses,
        SchemeOperatorElectronicAddress: uris,
      }),
      SchemeName: strings,
      SchemeInformationURI: uris,
      StatusDeterminationApproach: uri,
      SchemeTypeCommunityRules: uris,
      SchemeTerritory: { ...text, minLength: 2, maxLength: 2 },
      PolicyOrLegalNotice: {
        type: 'array',
        oneOf: [notice('LoTEPolicy', ref('NonEmptyMultiLangURI')), notice('LoTELegalNotice', text)],
        minItems: 1,
      },
      HistoricalInformationPeriod: integer,
      PointersToOtherLoTE: some(ref('OtherLoTEPointer')),
      DistributionPoints: some(uri),
      SchemeExtensions: anything,
    },
  ),
  TrustedEntityService: closed(
    {
      ServiceInformation: closed(serviceTerms, {
        ServiceTypeIdentifier: uri,
        ServiceStatus: uri,
        StatusStartingTime: dateTime,
        SchemeServiceDefinitionURI: uris,
        ServiceSupplyPoints: some(
          closed({ uriValue: { ...uri, minLength: 1 } }, { ServiceType: { ...uri, minLength: 1 } }),
        ),
        ServiceDefinitionURI: uris,
        ServiceInformationExtensions: anything,
      }),
    },
    {
      ServiceHistory: some(
        closed(
          { ...serviceTerms, ServiceStatus: uri, StatusStartingTime: dateTime },
          { ServiceTypeIdentifier: uri, ServiceInformationExtensions: anything },
        ),
      ),
    },
  ),
  TrustedEntity: closed({
    TrustedEntityInformation: closed(
      {
        TEName: strings,
        TEAddress: closed({ TEPostalAddress: addresses, TEElectronicAddress: uris }),
        TEInformationURI: uris,
      },
      { TETradeName: strings, TEInformationExtensions: anything },
    ),
    TrustedEntityServices: some(ref('TrustedEntityService')),
  }),
};

export const ts119602: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  definitions,
  ...closed({
    LoTE: closed(
      { ListAndSchemeInformation: ref('ListAndSchemeInformation') },
      { TrustedEntitiesList: some(ref('TrustedEntity')) },
    ),
  }),
};
