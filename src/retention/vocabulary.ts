/** The words of retention. Each list is closed; a word, once used, never changes its meaning. */

/** What a rule of the schedule covers (domain 3.6). */
export const classIds = [
  'in-use',
  'ended-credential',
  'closed-application',
  'unattached',
  'log-entries',
  'sharing-records',
  'access-log',
  'technical-logs',
  'signing-records',
  'sanction-shown',
] as const;
export type ClassId = (typeof classIds)[number];

/** What happens to a thing when its period is over. */
export const expiryActions = ['keep', 'erase-person', 'remove-rows', 'stop-showing'] as const;
export type ExpiryAction = (typeof expiryActions)[number];

/** Who does it: this program; the owner of the database, whom the program cannot stand in for; whoever runs the machines. */
export const executors = ['program', 'database-owner', 'operations', 'nobody'] as const;
export type Executor = (typeof executors)[number];

/** How the personal data of one person stand towards the schedule. */
export const standings = ['unclassified', 'in-use', 'kept', 'due', 'restricted', 'erasable', 'held'] as const;
export type Standing = (typeof standings)[number];

/** What was done: restricted to storage, released again, erased, or rows removed. */
export const deeds = ['restricted', 'released', 'erased', 'removed'] as const;
export type Deed = (typeof deeds)[number];

export const holdTargets = ['subject', 'credential'] as const;
export type HoldTarget = (typeof holdTargets)[number];

export const holdBases = [
  'court-order',
  'regulator-order',
  'investigation',
  'legal-claim',
  'complaint',
] as const;
export type HoldBasis = (typeof holdBases)[number];

export const liftReasons = ['purpose-ended', 'order-lifted', 'placed-in-error'] as const;
export type LiftReason = (typeof liftReasons)[number];

export const restrictionReasons = [
  'person-request',
  'accuracy-contested',
  'retention-running',
  'deletion-not-feasible',
  'legal-claim',
] as const;
export type RestrictionReason = (typeof restrictionReasons)[number];

export const releaseReasons = [
  'cause-ended',
  'person-returned',
  'person-request',
  'placed-in-error',
] as const;
export type ReleaseReason = (typeof releaseReasons)[number];

/** Who restricted: an officer, or the schedule before it erases. */
export const restrictionCauses = ['officer', 'schedule'] as const;
export type RestrictionCause = (typeof restrictionCauses)[number];

/** In which role somebody holds back what is due. */
export const placingRoles = ['regulator', 'privacy-officer'] as const;
export type PlacingRole = (typeof placingRoles)[number];
