import { canonicalize } from '../kernel/canonical-json.ts';
import type { EntityService } from './lote.schema.ts';
import { certificatesIn } from './lote-certificates.ts';

export type ServiceRefusal =
  | 'certificates-differ'
  | 'service-identity'
  | 'service-history-order'
  | 'service-status'
  | 'service-history';

/** Does a service say of itself what follows from its keys or mandates? How it is called may differ; what a reader decides by may not. */
export function refusalOfService(said: EntityService, due: EntityService): ServiceRefusal | undefined {
  const { ServiceDigitalIdentity: identity, ...information } = said.ServiceInformation;
  const dueIdentity = due.ServiceInformation.ServiceDigitalIdentity;
  if (!isSame(certificatesIn(identity), certificatesIn(dueIdentity))) return 'certificates-differ';
  if (!isSame(identity, dueIdentity)) return 'service-identity';
  const periods = [information, ...(said.ServiceHistory ?? [])].map(periodOf);
  if (!isDescending(periods)) return 'service-history-order';
  const [current, ...former] = periods;
  const [dueCurrent, ...dueFormer] = [due.ServiceInformation, ...(due.ServiceHistory ?? [])].map(periodOf);
  if (!isSame(current, dueCurrent)) return 'service-status';
  return isSame(former, dueFormer) ? undefined : 'service-history';
}

interface Period {
  readonly type: string;
  readonly status: string;
  readonly from: string;
}

function periodOf(
  information: Pick<
    EntityService['ServiceInformation'],
    'ServiceTypeIdentifier' | 'ServiceStatus' | 'StatusStartingTime'
  >,
): Period {
  const { ServiceTypeIdentifier: type, ServiceStatus: status, StatusStartingTime: from } = information;
  return { type, status, from };
}

/** Clause 6.7: the latest first. Two of one instant would overlap. All are of one length, so their texts compare as their instants. */
function isDescending(periods: readonly Period[]): boolean {
  return periods.every(({ from }, index) => {
    const above = periods[index - 1];
    return above === undefined || above.from > from;
  });
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalize(one) === canonicalize(other);
}
