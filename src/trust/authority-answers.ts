import { preciseText } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Authority, Mandate } from './authority.ts';

export function mandateAnswer(mandate: Mandate) {
  return {
    id: mandate.id,
    action: mandate.action,
    vct: mandate.vct,
    qualifications: mandate.qualificationIds,
    from: preciseText(mandate.validFrom),
    until: mandate.validUntil && preciseText(mandate.validUntil),
    instrument: mandate.instrument,
    recordedAt: preciseText(mandate.recordedAt),
  };
}

export function authorityAnswer(
  origin: string,
  { slug, kind, names, contact, createdAt, mandates }: Authority & { readonly mandates: readonly Mandate[] },
) {
  return {
    iss: issuerOf(origin, slug),
    slug,
    kind,
    names,
    contact,
    createdAt: preciseText(createdAt),
    mandates: mandates.map(mandateAnswer),
  };
}
