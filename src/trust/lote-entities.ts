import type { CredentialType } from '../kernel/vocabulary.ts';
import type { EntityService, TrustedEntity } from './lote.schema.ts';
import { extensionIn } from './lote-extensions.ts';
import { refusalOfService, type ServiceRefusal } from './lote-comparison.ts';
import { issuanceService, type ListFrame, nodeKeyService, signingKeyService } from './lote-services.ts';
import {
  credentialTypes,
  extensionNames,
  issuanceServices,
  nodeService,
  signingService,
} from './lote-vocabulary.ts';
import {
  authorityExtension,
  keyExtension,
  type ListedAuthority,
  type ListedKey,
  type ListedMandate,
  type ListedNodeKey,
  mandatesExtension,
  nodePurpose,
} from './trust-list.schema.ts';

export type EntityRefusal =
  | ServiceRefusal
  | 'critical-extension-unknown'
  | 'entity'
  | 'entity-name'
  | 'service-type'
  | 'service-repeated'
  | 'service-extension';

/** The node itself stands first, and is no authority. */
export function readNodeKeys(entity: TrustedEntity, frame: ListFrame): ListedNodeKey[] | EntityRefusal {
  const { TEInformationExtensions: extensions } = entity.TrustedEntityInformation;
  const found = extensionIn(extensions, extensionNames.authority);
  if (found !== undefined) return found === 'critical-extension-unknown' ? found : 'entity';
  const keys: ListedNodeKey[] = [];
  for (const service of entity.TrustedEntityServices) {
    const purpose = nodePurpose.options.find((one) => nodeService(one) === typeOf(service));
    if (purpose === undefined) return 'service-type';
    const key = keyOf(service);
    if (typeof key === 'string') return key;
    const listed = { ...key, purpose };
    const refusal = refusalOfService(service, nodeKeyService(listed, frame));
    if (refusal !== undefined) return refusal;
    keys.push(listed);
  }
  return keys;
}

export function readAuthority(entity: TrustedEntity, frame: ListFrame): ListedAuthority | EntityRefusal {
  const { TEInformationExtensions: extensions, TEName: names } = entity.TrustedEntityInformation;
  const found = extensionIn(extensions, extensionNames.authority);
  if (found === 'critical-extension-unknown') return found;
  const parsed = authorityExtension.safeParse(found);
  if (!parsed.success) return 'entity';
  const nameIn = (language: string) => names.find(({ lang }) => lang === language)?.value;
  const [en, hant, hans] = [nameIn('en'), nameIn('zh-Hant'), nameIn('zh-Hans')];
  if (en === undefined || hant === undefined || hans === undefined) return 'entity-name';
  const terms = readServices(entity.TrustedEntityServices);
  if (typeof terms === 'string') return terms;
  const authority = { ...parsed.data, names: { en, zh_hant: hant, zh_hans: hans }, ...terms };
  return refusalOfServices(entity.TrustedEntityServices, authority, frame) ?? authority;
}

type Terms = Pick<ListedAuthority, 'keys' | 'mandates'>;

function readServices(services: readonly EntityService[]): Terms | EntityRefusal {
  const keys: ListedKey[] = [];
  const mandates: ListedMandate[] = [];
  const types = new Set<CredentialType>();
  for (const service of services) {
    const type = credentialTypeOf(service);
    if (type === undefined) {
      const key = typeOf(service) === signingService ? keyOf(service) : 'service-type';
      if (typeof key === 'string') return key;
      if (keys.some(({ kid }) => kid === key.kid)) return 'service-repeated';
      keys.push(key);
      continue;
    }
    if (types.has(type)) return 'service-repeated';
    types.add(type);
    const granted = mandatesOf(service);
    if (typeof granted === 'string') return granted;
    if (granted.some((mandate) => mandate.vct !== type)) return 'service-type';
    mandates.push(...granted);
  }
  return keys.length > 0 ? { keys, mandates } : 'entity';
}

/** Is each service as it follows from the keys and mandates that all of them tell of? */
function refusalOfServices(
  services: readonly EntityService[],
  authority: ListedAuthority,
  frame: ListFrame,
): ServiceRefusal | undefined {
  let next = 0;
  for (const service of services) {
    const type = credentialTypeOf(service);
    const key = type === undefined ? authority.keys[next] : undefined;
    if (key !== undefined) next += 1;
    const due =
      type === undefined ? key && signingKeyService(key, frame) : issuanceService(authority, type, frame);
    const refusal = due && refusalOfService(service, due);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function typeOf({ ServiceInformation: { ServiceTypeIdentifier: type } }: EntityService): string {
  return type;
}

function credentialTypeOf(service: EntityService): CredentialType | undefined {
  return credentialTypes.find((type) => issuanceServices[type] === typeOf(service));
}

function keyOf(service: EntityService): ListedKey | EntityRefusal {
  const found = extensionOf(service, extensionNames.key);
  if (found === 'critical-extension-unknown') return found;
  const parsed = keyExtension.safeParse(found);
  return parsed.success ? parsed.data : 'service-extension';
}

function mandatesOf(service: EntityService): ListedMandate[] | EntityRefusal {
  const found = extensionOf(service, extensionNames.mandates);
  if (found === 'critical-extension-unknown') return found;
  const parsed = mandatesExtension.safeParse(found);
  return parsed.success ? parsed.data : 'service-extension';
}

function extensionOf({ ServiceInformation: information }: EntityService, name: string): unknown {
  return extensionIn(information.ServiceInformationExtensions, name);
}
