import type { Act } from '../kernel/event.ts';
import type { Caller } from '../kernel/caller.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { type Attestations, createAttestations } from './attestations.service.ts';
import { type BridgingResults, createBridgingResults } from './bridging.service.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { applyHomeChange, type HomeChange } from './home-changes.service.ts';
import { createIssuing } from './issuing.service.ts';
import { createKeyIssuance, type KeyIssuance } from './key-issuance.service.ts';
import { createReading, type Reading } from './reading.service.ts';
import { createRecognitionIssuance, type RecognitionIssuance } from './recognition-issuance.service.ts';
import {
  type CredentialEnd,
  readCredentialEnds,
  readSubjectOfNumber,
  readSubjectsOfKey,
} from './retention.store.ts';
import { createRenewals, type Renewals } from './renewals.service.ts';
import { type StatusDetail, statusDetailOf } from './status-detail.service.ts';
import { createStatusEvents, type StatusEvents } from './status-events.service.ts';
import { findStatusEvent } from './status-events.store.ts';
import { createSupervision, type Supervision } from './supervision.service.ts';
import { issuerOf } from '../kernel/vocabulary.ts';

export interface Credentials extends RecognitionIssuance {
  readonly attestations: Attestations;
  readonly renewals: Renewals;
  readonly bridgingResults: BridgingResults;
  readonly statusEvents: StatusEvents;
  readonly reading: Reading;
  /** Issuing to the keys that a wallet has made. */
  readonly wallets: KeyIssuance;
  /** The change of a record that an event `record.changed` tells of. */
  recordChange(reader: Reader, statusEventId: string): Promise<HomeChange | undefined>;
  applyHomeChange(tx: Transaction, change: HomeChange, act: Act): Promise<number>;
  statusDetail(
    of: {
      readonly number: string;
      readonly homeIss: string | undefined;
      readonly recordId: string | undefined;
      readonly at: Date;
    },
    caller: Caller,
  ): Promise<StatusDetail | undefined>;
  readonly supervision: Supervision;
  /** What decides for how long persons are kept. */
  readonly retention: {
    ends(reader: Reader, subjectIds: readonly string[]): Promise<CredentialEnd[]>;
    subjectOfNumber(reader: Reader, number: string): Promise<string | undefined>;
    subjectsOfKey(reader: Reader, holderThumbprint: string): Promise<string[]>;
  };
}

const valueOfState: Readonly<Record<string, HomeChange['value']>> = {
  good: 0,
  'award-ended': 1,
  'standing-suspended': 2,
  'standing-ended': 3,
};

export function createCredentials(deps: CredentialsDependencies): Credentials {
  const issuing = createIssuing(deps);
  const { node } = deps;
  return {
    ...createRecognitionIssuance(deps, issuing),
    attestations: createAttestations(deps, issuing),
    renewals: createRenewals(deps, issuing),
    bridgingResults: createBridgingResults(deps, issuing),
    statusEvents: createStatusEvents(deps),
    reading: createReading(deps, issuing),
    wallets: createKeyIssuance(deps, issuing),
    async recordChange(reader, statusEventId) {
      const event = await findStatusEvent(reader, statusEventId);
      const value = event && valueOfState[event.toState];
      if (event?.objectType !== 'record' || value === undefined || event.revision === null) return undefined;
      const { authority, objectId: recordId, kind, effectiveAt, revision: sequence } = event;
      return { iss: issuerOf(node.origin, authority), recordId, value, kind, effectiveAt, sequence };
    },
    retention: {
      ends: readCredentialEnds,
      subjectOfNumber: readSubjectOfNumber,
      subjectsOfKey: readSubjectsOfKey,
    },
    applyHomeChange: (tx, change, act) => applyHomeChange(tx, deps, change, act),
    statusDetail: (of, caller) => statusDetailOf(deps, of, caller),
    supervision: createSupervision(deps),
  };
}
