import type { LoteDocument, TrustedEntity } from './lote.schema.ts';
import { operatorName, pointer, postalAddressesOf, schemeInformationOf } from './lote-scheme.ts';
import { issuanceService, namesOf, nodeKeyService, signingKeyService } from './lote-services.ts';
import { credentialTypes, extensionNames } from './lote-vocabulary.ts';
import type { ListedAuthority, TrustListPayload } from './trust-list.schema.ts';

/** The list in the form of ETSI TS 119 602: the node with its own keys first, then every authority. */
export function loteOf(payload: TrustListPayload): LoteDocument {
  return {
    LoTE: {
      ListAndSchemeInformation: schemeInformationOf(payload),
      TrustedEntitiesList: [
        nodeEntity(payload),
        ...payload.authorities.map((authority) => authorityEntity(authority, payload)),
      ],
    },
  };
}

function nodeEntity(payload: TrustListPayload): TrustedEntity {
  const { iss, jurisdiction, node_keys: keys } = payload;
  return {
    TrustedEntityInformation: {
      TEName: [{ lang: 'en', value: operatorName(iss) }],
      TEAddress: {
        TEPostalAddress: postalAddressesOf(jurisdiction),
        TEElectronicAddress: [pointer(iss)],
      },
      TEInformationURI: [pointer(`${iss}/docs`)],
    },
    TrustedEntityServices: keys.map((key) => nodeKeyService(key, payload)),
  };
}

function authorityEntity(authority: ListedAuthority, payload: TrustListPayload): TrustedEntity {
  const { iss, slug, kind, contact, names, keys, mandates } = authority;
  const types = credentialTypes.filter((type) => mandates.some((mandate) => mandate.vct === type));
  return {
    TrustedEntityInformation: {
      TEName: namesOf({ en: names.en, zhHant: names.zh_hant, zhHans: names.zh_hans }),
      TEAddress: {
        TEPostalAddress: postalAddressesOf(payload.jurisdiction),
        TEElectronicAddress: [...mailOf(contact), pointer(iss)],
      },
      TEInformationURI: [pointer(`${payload.iss}/v1/authorities/${slug}`)],
      TEInformationExtensions: [
        { Critical: false, [extensionNames.authority]: { iss, slug, kind, contact } },
      ],
    },
    TrustedEntityServices: [
      ...keys.map((key) => signingKeyService(key, payload)),
      ...types.map((type) => issuanceService(authority, type, payload)),
    ],
  };
}

/** Clause 6.5.3 wants an address to write to; a contact may also be an office by its name. */
function mailOf(contact: string) {
  return /^[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,120}$/i.test(contact) ? [pointer(`mailto:${contact}`)] : [];
}
