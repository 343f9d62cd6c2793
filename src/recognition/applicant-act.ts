import { preciseText } from '../kernel/instants.ts';
import type { ActFacts } from '../platform/act.ts';
import type { Application } from './application.ts';

export const recognitionPurpose = 'recognition';

/** The holder in person, or an organisation on their behalf and by their mandate. */
export function applicantAct(
  application: Pick<Application, 'holderThumbprint' | 'mandateId' | 'relayedUntil' | 'caseReference'>,
  as: 'holder' | 'relay',
): ActFacts {
  const { holderThumbprint, mandateId, relayedUntil, caseReference } = application;
  const purpose = recognitionPurpose;
  if (as === 'holder' || mandateId === null || relayedUntil === null) return { role: 'holder', purpose };
  return {
    role: 'hr-system',
    purpose,
    onBehalfOf: `holder:${holderThumbprint}`,
    authorisation: {
      type: 'holder-mandate',
      reference: mandateId,
      scope: purpose,
      expiresAt: preciseText(relayedUntil),
    },
    ...(caseReference !== null && { caseReference }),
  };
}
