import type { Caller } from '../kernel/caller.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Reader, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Vault } from '../vault/index.ts';
import type { ApplicationFact, CredentialFact } from './due.ts';

/** The little that retention needs of the contexts whose rows it counts the years of. */
export interface RetentionPorts {
  readonly credentials: {
    ends(
      reader: Reader,
      subjectIds: readonly string[],
    ): Promise<readonly (CredentialFact & { readonly subjectId: string })[]>;
    subjectOfNumber(reader: Reader, number: string): Promise<string | undefined>;
    subjectsOfKey(reader: Reader, holderThumbprint: string): Promise<string[]>;
  };
  readonly applications: {
    applications(
      reader: Reader,
      subjectIds: readonly string[],
    ): Promise<readonly (ApplicationFact & { readonly subjectId: string })[]>;
    countClosedBefore(reader: Reader, before: Date): Promise<number>;
    listClosedBefore(
      reader: Reader,
      page: { before: Date; after: string | undefined; limit: number },
    ): Promise<readonly (ApplicationFact & { readonly subjectId: string })[]>;
    /** Gives those that went. */
    remove(tx: Transaction, ids: readonly string[]): Promise<string[]>;
    subjectOfApplicant(reader: Reader, holderThumbprint: string): Promise<string | undefined>;
  };
  /** Takes away whatever they could sign in with, and ends what their wallets were granted, and wait for. */
  forgetSignIns(tx: Transaction, subjectIds: readonly string[]): Promise<void>;
  /** Records of who looked, made before an instant. */
  countAccessRecordsBefore(reader: Reader, before: Date): Promise<number>;
  /** Where entries stand in the issuance log; those that are not there yet are absent. */
  positionsOf(reader: Reader, entryIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Who reads about persons is on record before the answer is given. */
  recordLook(look: {
    readonly caller: Caller;
    readonly requestId: string;
    readonly objectIds: readonly string[];
    readonly kind: string;
  }): Promise<void>;
}

export interface RetentionDependencies extends RetentionPorts {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly vault: Vault;
}

/** Who asks, as every act and look records. */
export interface Requester {
  readonly caller: Caller;
  readonly requestId: string;
}
