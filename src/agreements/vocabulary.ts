/** The closed words of an agreement. */

/** Which date decides what version governs an application. */
export const governingDates = ['award', 'application', 'decision'] as const;
export type GoverningDate = (typeof governingDates)[number];

/** What becomes of recognitions when the agreement ends. */
export const terminationEffects = ['keep', 'expire-at-term', 'review'] as const;

/** What becomes of a recognition when the home side suspends: a person decides, or it follows at once. */
export const homeSuspensionEffects = ['propose', 'immediate'] as const;

export const agreementStates = [
  'unsigned',
  'not-yet-in-force',
  'in-force',
  'suspended',
  'expired',
  'terminated',
] as const;
export type AgreementState = (typeof agreementStates)[number];

/** What one side can say of a signed agreement. `resumed` ends the suspension of the same side. */
export const statementKinds = ['suspended', 'resumed', 'terminated'] as const;
export type StatementKind = (typeof statementKinds)[number];

/** How a condition stands against what was given. */
export const standings = ['met', 'not-met', 'unknown'] as const;
export type Standing = (typeof standings)[number];
