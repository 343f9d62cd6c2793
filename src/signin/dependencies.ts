import type { Access } from '../access/index.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Localised } from '../kernel/localised.ts';
import type { Clock, Entropy, Outbound } from '../kernel/ports.ts';
import type { Database, Reader } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { SignInProvider } from '../platform/wallet-configuration.ts';
import type { TrustView } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Verification } from '../verification/index.ts';
import type { Attester } from './client-attestation.ts';
import type { CredentialConfigurationId } from './wallet-grant.ts';

/** Whose somebody is among those whom an authority knows. */
export interface People {
  /** The person whose credential, or application, is bound to this key. */
  ofKey(reader: Reader, authority: string, keyThumbprint: string): Promise<string | undefined>;
  /** Is what this authority has bound to the key suspended or ended, and nothing in force? */
  isEnded(reader: Reader, authority: string, keyThumbprint: string): Promise<boolean>;
  /** The person whom a record of an award is about, and who keeps it. */
  ofRecord(
    reader: Reader,
    recordId: string,
  ): Promise<{ readonly authority: string; readonly subjectId: string } | undefined>;
  /** What there is of one kind to be fetched by a person, or may still come: one name for each, which lasts. */
  datasets(
    reader: Reader,
    of: {
      readonly authority: string;
      readonly subjectId: string;
      readonly configuration: CredentialConfigurationId;
    },
  ): Promise<readonly string[]>;
}

/** Asks a wallet on the person's device, in the name of the node. */
export interface WalletAsking {
  /** The wallet leads the browser to `returnTo` with `response_code`. @throws Fault `unavailable` */
  ask(of: { readonly id: string; readonly returnTo: string }): Promise<void>;
  /** Undefined once no answer is taken any more. */
  link(id: string): Promise<string | undefined>;
  /** What the answer came to, and the key that it was bound to; undefined without the right code. */
  answered(
    id: string,
    responseCode: string,
  ): Promise<{ readonly result: string; readonly holderThumbprint: string } | undefined>;
}

export interface SigninDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly outbound: Outbound;
  readonly node: NodeIdentity;
  /** 32 bytes, for nothing else: every code that is told and every digest that is kept come of it. */
  readonly key: Uint8Array;
  readonly access: Pick<Access, 'dpop' | 'useOnce' | 'grants' | 'members'>;
  readonly trust: { view(): Pick<TrustView, 'authorities'> };
  readonly vault: Pick<Vault, 'lockSubjects'>;
  readonly verification: Pick<Verification, 'verify'>;
  readonly wallets: WalletAsking;
  readonly people: People;
  /** Every token of a wallet is bound to a key (HAIP 1.0 section 4). */
  readonly haip: boolean;
  readonly signIn: (SignInProvider & { readonly name: Localised }) | undefined;
  readonly attesters: readonly Attester[];
  readonly attestationRequired: boolean;
}
