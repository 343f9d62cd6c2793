import type { Access } from '../access/index.ts';
import type { Agreements } from '../agreements/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Act } from '../kernel/event.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Status, StatusReference } from '../status/index.ts';
import type { Trust, TrustView } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';

export type TrustFacts = Pick<
  TrustView,
  'issuerKey' | 'knowsIssuer' | 'mandateAt' | 'mandated' | 'fresh' | 'version'
>;

/** What a recognition credential will say, as two people have decided it. */
export interface RecognitionGrant {
  readonly credentialId: string;
  readonly applicationId: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly holderJwk: PublicJwk;
  readonly home: {
    readonly iss: string;
    readonly record: { readonly id: string; readonly statusList: StatusReference };
    readonly qualification: string;
    /** Base64url of the SHA-256 of the issuer-signed JWT: evidence only, the link is issuer and record. */
    readonly credentialSha256: string;
  };
  readonly decision: 'recognised' | 'recognised-with-conditions';
  readonly effect: string;
  readonly agreement: { readonly id: string; readonly version: number; readonly row: string };
  readonly target: string;
  readonly components: readonly string[];
  readonly conditions: readonly string[];
  readonly notConferred: readonly string[];
  readonly validityDays: number;
  /** Civil date after which the home side must have spoken again. */
  readonly reviewBy: string;
}

/** Issuing in the three steps that a signer outside of any transaction asks for. */
export interface RecognitionIssuance {
  /** Stores the intention, under the identifier of the grant; doing it again changes nothing. */
  reserve(tx: Transaction, grant: RecognitionGrant, act: Act): Promise<void>;
  /** Signs what was reserved. No transaction is open. */
  sign(credentialId: string): Promise<SignedRecognition>;
  /** Issued by this, with its event; once. @throws Fault when it was issued before. */
  record(tx: Transaction, signed: SignedRecognition, act: Act): Promise<void>;
}

export interface SignedRecognition {
  readonly credentialId: string;
}

export interface RecognitionDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly catalogue: Pick<Catalogue, 'qualification'>;
  readonly trust: Pick<Trust, 'view'>;
  readonly vault: Vault;
  readonly status: Pick<Status, 'lookup' | 'token'>;
  readonly agreements: Pick<Agreements, 'view'>;
  readonly access: Pick<Access, 'members' | 'nonces' | 'records'>;
  readonly credentials: RecognitionIssuance;
}
