import { epochSeconds } from '../kernel/instants.ts';
import { certificatesOf } from './lote-certificates.ts';
import { extensionIn } from './lote-extensions.ts';
import type { LoteDocument, SchemeInformation, TrustedEntity } from './lote.schema.ts';
import { type EntityRefusal, readAuthority, readNodeKeys } from './lote-entities.ts';
import { extensionNames, loteType, territories, thumbprintIn } from './lote-vocabulary.ts';
import { type ListedAuthority, schemeExtension, type TrustListPayload } from './trust-list.schema.ts';
import { trustListMediaType, trustListPath } from './vocabulary.ts';

export type LoteRefusal =
  | EntityRefusal
  | 'lote-type'
  | 'critical-extension-unknown'
  | 'scheme-extension'
  | 'territory'
  | 'distribution-point'
  | 'pointers'
  | 'certificate';

/** What the list says, if all its parts say the same: what ETSI's fields tell of keys and mandates must follow from the extensions. */
export function contentOfLote({ LoTE: lote }: LoteDocument): TrustListPayload | LoteRefusal {
  const { ListAndSchemeInformation: scheme, TrustedEntitiesList: entities } = lote;
  const [node, ...others] = entities;
  if (node === undefined) return 'entity';
  const content = contentOfScheme(scheme);
  if (typeof content === 'string') return content;
  const certificates = certificatesOf(node);
  if (certificates === undefined) return 'certificate';
  const frame = { iat: content.iat, certificates };
  const keys = readNodeKeys(node, frame);
  if (typeof keys === 'string') return keys;
  const authorities = readAuthorities(others, frame);
  if (typeof authorities === 'string') return authorities;
  return { ...content, certificates, node_keys: keys, authorities };
}

function readAuthorities(
  entities: readonly TrustedEntity[],
  frame: Pick<TrustListPayload, 'iat' | 'certificates'>,
): ListedAuthority[] | EntityRefusal {
  const authorities: ListedAuthority[] = [];
  for (const entity of entities) {
    const authority = readAuthority(entity, frame);
    if (typeof authority === 'string') return authority;
    authorities.push(authority);
  }
  return authorities;
}

function contentOfScheme(
  scheme: SchemeInformation,
): Omit<TrustListPayload, 'certificates' | 'node_keys' | 'authorities'> | LoteRefusal {
  if (scheme.LoTEType !== loteType) return 'lote-type';
  const found = extensionIn(scheme.SchemeExtensions, extensionNames.scheme);
  if (found === 'critical-extension-unknown') return found;
  const parsed = schemeExtension.safeParse(found);
  if (!parsed.success) return 'scheme-extension';
  const { iss, jurisdiction } = parsed.data;
  if (scheme.SchemeTerritory !== territories[jurisdiction]) return 'territory';
  if (!scheme.DistributionPoints.includes(`${iss}${trustListPath}`)) return 'distribution-point';
  const pointer = pointerIn(scheme);
  if (pointer === undefined) return 'pointers';
  return {
    ...parsed.data,
    ...pointer,
    sequence: scheme.LoTESequenceNumber,
    iat: secondsOf(scheme.ListIssueDateTime),
    next_update: secondsOf(scheme.NextUpdate),
  };
}

/** One other list, of the same kind and in a form that is read here. Where it is, is compared with configuration and never fetched. */
function pointerIn({
  PointersToOtherLoTE: pointers,
}: SchemeInformation): Pick<TrustListPayload, 'peer' | 'peer_anchors'> | undefined {
  const [pointer, ...others] = pointers;
  if (pointer === undefined || others.length > 0) return undefined;
  const qualified = pointer.LoTEQualifiers.every(
    ({ LoTEType, MimeType }) => LoTEType === loteType && MimeType === trustListMediaType,
  );
  if (!qualified) return undefined;
  const ids = pointer.ServiceDigitalIdentities.flatMap(({ OtherIds }) => OtherIds);
  const anchors = ids.map(thumbprintIn).filter((kid) => kid !== undefined);
  return { peer: pointer.LoTELocation, peer_anchors: anchors };
}

function secondsOf(instant: string): number {
  return epochSeconds(new Date(instant));
}
