import { fromEpochSeconds, instantText } from '../kernel/instants.ts';
import { type Jurisdiction, otherSide } from '../kernel/jurisdiction.ts';
import type { SchemeInformation } from './lote.schema.ts';
import {
  extensionNames,
  loteType,
  schemeRules,
  statusDetermination,
  territories,
  thumbprintUriOf,
} from './lote-vocabulary.ts';
import { namesOf } from './lote-services.ts';
import type { TrustListPayload } from './trust-list.schema.ts';
import { trustListMediaType, trustListPath } from './vocabulary.ts';

interface Place {
  readonly locality: string;
  readonly postalCode: string;
}

const places: Readonly<Record<Jurisdiction, Place>> = {
  HK: { locality: 'Hong Kong', postalCode: '999077' },
  'CN-SZ': { locality: 'Shenzhen', postalCode: '518000' },
};

/** Nobody sends paper to a node; the binding wants an address all the same. */
const byWire = 'Reached by electronic means';

export function postalAddressesOf(jurisdiction: Jurisdiction) {
  const { locality, postalCode } = places[jurisdiction];
  return [
    {
      lang: 'en',
      StreetAddress: byWire,
      Locality: locality,
      PostalCode: postalCode,
      Country: territories[jurisdiction],
    },
  ];
}

export const pointer = (uriValue: string) => ({ lang: 'en', uriValue });

/** Clause 6.8: the subject of the certificate that signs names the operator so. */
export function operatorName(origin: string): string {
  return new URL(origin).hostname;
}

const operatorNames = (origin: string) => [{ lang: 'en', value: operatorName(origin) }];

/** Clause 6.3.6: the territory, a colon, and what the scheme is called there. */
function schemeNames({ jurisdiction, demonstration }: TrustListPayload) {
  const territory = territories[jurisdiction];
  const { en, zhHant, zhHans } = demonstration ? demonstrationName : schemeName;
  return namesOf({
    en: `${territory}:${en}`,
    zhHant: `${territory}:${zhHant}`,
    zhHans: `${territory}:${zhHans}`,
  });
}

const schemeName = {
  en: 'Authorities for the mutual recognition of banking qualifications',
  zhHant: '銀行業資格互認機構名單',
  zhHans: '银行业资格互认机构名单',
};

const demonstrationName = {
  en: `DEMONSTRATION. ${schemeName.en}`,
  zhHant: `示範。${schemeName.zhHant}`,
  zhHans: `示范。${schemeName.zhHans}`,
};

/** TS 119 612 and annex H: nothing that was ever listed leaves the list. */
const historyWithoutEnd = 65_535;

export function schemeInformationOf(payload: TrustListPayload): SchemeInformation {
  const { iss, jurisdiction, demonstration, anchors, status_lists: statusLists } = payload;
  return {
    LoTEVersionIdentifier: 1,
    LoTESequenceNumber: payload.sequence,
    LoTEType: loteType,
    SchemeOperatorName: operatorNames(iss),
    SchemeOperatorAddress: {
      SchemeOperatorPostalAddress: postalAddressesOf(jurisdiction),
      SchemeOperatorElectronicAddress: [pointer(iss)],
    },
    SchemeName: schemeNames(payload),
    SchemeInformationURI: [pointer(`${iss}/docs`)],
    StatusDeterminationApproach: statusDetermination,
    SchemeTypeCommunityRules: [pointer(schemeRules)],
    SchemeTerritory: territories[jurisdiction],
    PolicyOrLegalNotice: [{ LoTEPolicy: pointer(`${iss}/docs`) }],
    HistoricalInformationPeriod: historyWithoutEnd,
    PointersToOtherLoTE: [pointerToPeer(payload)],
    ListIssueDateTime: instantText(fromEpochSeconds(payload.iat)),
    NextUpdate: instantText(fromEpochSeconds(payload.next_update)),
    DistributionPoints: [`${iss}${trustListPath}`],
    SchemeExtensions: [
      {
        Critical: false,
        [extensionNames.scheme]: { iss, jurisdiction, demonstration, anchors, status_lists: statusLists },
      },
    ],
  };
}

/** Clause 6.3.13: where the other list is, and the keys that it may be signed by. */
function pointerToPeer({ jurisdiction, peer, peer_anchors: anchors }: TrustListPayload) {
  const { origin } = new URL(peer);
  return {
    LoTELocation: peer,
    ServiceDigitalIdentities: [{ OtherIds: [origin, ...anchors.map(thumbprintUriOf)] }],
    LoTEQualifiers: [
      {
        LoTEType: loteType,
        SchemeOperatorName: operatorNames(origin),
        SchemeTypeCommunityRules: [pointer(schemeRules)],
        SchemeTerritory: territories[otherSide(jurisdiction)],
        MimeType: trustListMediaType,
      },
    ],
  };
}
