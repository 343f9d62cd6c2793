import { fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import { type CredentialType, vct } from '../kernel/vocabulary.ts';
import type { DigitalIdentity, EntityService } from './lote.schema.ts';
import {
  extensionNames,
  issuanceServices,
  nodeService,
  serviceStatuses,
  signingService,
  thumbprintUriOf,
} from './lote-vocabulary.ts';
import {
  type StatusPeriod,
  statusOfKey,
  type Timeline,
  timelineOfKey,
  timelineOfMandates,
} from './service-timeline.ts';
import type { ListedAuthority, ListedKey, ListedNodeKey, TrustListPayload } from './trust-list.schema.ts';

/** What all services of one list share. */
export type ListFrame = Pick<TrustListPayload, 'iat' | 'certificates'>;

interface ServiceContent {
  readonly type: string;
  readonly name: Localised;
  readonly identity: DigitalIdentity;
  /** By which name the service goes on, whatever keys it has (clause 6.7: what history needs of an identity). */
  readonly id: string;
  readonly timeline: Timeline;
  readonly extension: Readonly<Record<string, unknown>>;
}

export function nodeKeyService(key: ListedNodeKey, frame: ListFrame): EntityService {
  const { purpose, ...terms } = key;
  const name = {
    en: `Node key (${purpose})`,
    zhHant: `節點金鑰（${purpose}）`,
    zhHans: `节点密钥（${purpose}）`,
  };
  return keyService(terms, { type: nodeService(purpose), name }, frame);
}

export function signingKeyService(key: ListedKey, frame: ListFrame): EntityService {
  const name = { en: 'Credential signing key', zhHant: '憑證簽署金鑰', zhHans: '凭证签名密钥' };
  return keyService(key, { type: signingService, name }, frame);
}

function keyService(
  key: ListedKey,
  kind: Pick<ServiceContent, 'type' | 'name'>,
  frame: ListFrame,
): EntityService {
  const id = thumbprintUriOf(key.kid);
  return serviceOf({
    ...kind,
    id,
    identity: identityOf([id], [key], frame),
    timeline: timelineOfKey(key, frame.iat),
    extension: { [extensionNames.key]: key },
  });
}

const issuanceNames: Readonly<Record<CredentialType, Localised>> = {
  [vct.homeAttestation]: {
    en: 'Issues home attestations',
    zhHant: '簽發原屬地憑證',
    zhHans: '签发原属地凭证',
  },
  [vct.bridgingResult]: {
    en: 'Issues bridging results',
    zhHant: '簽發銜接評核結果',
    zhHans: '签发衔接考核结果',
  },
  [vct.recognition]: {
    en: 'Issues recognitions of qualifications',
    zhHant: '簽發資格互認憑證',
    zhHans: '签发资格互认凭证',
  },
};

export function issuanceService(
  { iss, keys, mandates }: ListedAuthority,
  type: CredentialType,
  frame: ListFrame,
): EntityService {
  const granted = mandates.filter((mandate) => mandate.vct === type);
  // A reader who knows nothing of windows must not take a key for good that somebody else has.
  const usable = keys.filter((key) => statusOfKey(key, frame.iat) !== 'compromised');
  const ids = [iss, ...usable.map(({ kid }) => thumbprintUriOf(kid))];
  return serviceOf({
    type: issuanceServices[type],
    name: issuanceNames[type],
    id: iss,
    identity: identityOf(ids, usable, frame),
    timeline: timelineOfMandates(granted, frame.iat),
    extension: { [extensionNames.mandates]: granted },
  });
}

function identityOf(
  ids: readonly string[],
  keys: readonly ListedKey[],
  { certificates }: ListFrame,
): DigitalIdentity {
  // The schema of the binding knows EC, RSA and oct keys alone: an Ed25519 key is named by its thumbprint, and stands in the extension.
  const values = keys.flatMap(({ kid, jwk }) =>
    jwk.kty === 'EC' ? [{ ...jwk, kid, use: 'sig' as const, alg: 'ES256' as const }] : [],
  );
  return {
    ...(certificates.length > 0 && { X509Certificates: certificates.map((val) => ({ val })) }),
    ...(values.length > 0 && { PublicKeyValues: values }),
    OtherIds: [...ids],
  };
}

function serviceOf({ type, name, identity, id, timeline, extension }: ServiceContent): EntityService {
  const names = namesOf(name);
  const former = timeline.former.map((period) => ({
    ServiceTypeIdentifier: type,
    ServiceName: names,
    ServiceDigitalIdentity: { OtherIds: [id] },
    ...statusOf(period),
  }));
  return {
    ServiceInformation: {
      ServiceTypeIdentifier: type,
      ServiceName: names,
      ServiceDigitalIdentity: identity,
      ...statusOf(timeline.current),
      ServiceInformationExtensions: [{ Critical: false, ...extension }],
    },
    ...(former.length > 0 && { ServiceHistory: former }),
  };
}

function statusOf({ status, from }: StatusPeriod) {
  return { ServiceStatus: serviceStatuses[status], StatusStartingTime: instantText(fromEpochSeconds(from)) };
}

/** Clause 6.1.4 asks for English at least. */
export function namesOf({ en, zhHant, zhHans }: Localised): { lang: string; value: string }[] {
  return [
    { lang: 'en', value: en },
    { lang: 'zh-Hant', value: zhHant },
    { lang: 'zh-Hans', value: zhHans },
  ];
}
