import { callerName } from '../kernel/caller.ts';
import type { Act, DomainEvent, EventFacts } from '../kernel/event.ts';

/** What an event is counted and found by: codes and pseudonyms, never a word of anybody's. */
export function factsOf(
  act: Act,
  event: DomainEvent,
  { id, recordedAt }: { readonly id: string; readonly recordedAt: Date },
) {
  return {
    eventId: id,
    type: event.type,
    recordedAt,
    effectiveAt: event.effectiveAt === undefined ? recordedAt : new Date(event.effectiveAt),
    issuer: event.issuer,
    objectType: event.objectType,
    objectId: event.objectId,
    subjectId: event.subjectId,
    ...actorFacts(act),
    purpose: act.purpose,
    authorisationReference: act.authorisation?.reference,
    agreementId: event.agreement?.id,
    agreementVersion: event.agreement?.version,
    agreementRow: event.agreement?.rowId,
    reasonCode: event.reasonCode,
    before: event.before,
    after: event.after,
    keyId: event.keyId,
    ...event.facts,
  } satisfies EventFacts & Record<string, unknown>;
}

function actorFacts({ by, role }: Act) {
  switch (by.kind) {
    case 'rule':
      return { actorId: `rule:${by.name}`, actorRole: role };
    case 'peer':
      return { actorId: `peer:${by.origin}`, actorRole: role };
    case 'officer':
      return {
        actorId: callerName(by),
        actorRole: role,
        actorPerson: by.personId,
        organisationId: by.organisation.id,
      };
    case 'client':
      return { actorId: callerName(by), actorRole: role, organisationId: by.organisation.id };
    case 'holder':
    case 'wallet':
    case 'public':
      return { actorId: callerName(by), actorRole: role };
  }
}
