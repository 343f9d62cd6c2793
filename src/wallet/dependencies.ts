import type { Access } from '../access/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Credentials } from '../credentials/index.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Recognition } from '../recognition/index.ts';
import type { Signin } from '../signin/index.ts';
import type { Trust } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';
import type { KeyAttester, KeyRequirements } from './key-attestation.ts';

export interface WalletDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  /** 32 bytes, for nothing else: nonces and the keys that requests are encrypted to come of it. */
  readonly key: Uint8Array;
  readonly access: { readonly dpop: Pick<Access['dpop'], 'nonce'> };
  readonly catalogue: Pick<Catalogue, 'qualification'>;
  readonly keys: Pick<Keys, 'signer' | 'chain'>;
  readonly trust: Pick<Trust, 'view'>;
  readonly vault: Pick<Vault, 'seal' | 'open' | 'lockSubjects'>;
  readonly credentials: Pick<Credentials, 'wallets'>;
  readonly recognition: Pick<Recognition, 'wallets'>;
  /** Who vouches for the keys of wallets; nobody where none is configured. */
  readonly attesters: readonly KeyAttester[];
  /** What keys have to be, by configuration; absent where a proof of possession is enough. */
  readonly keyRequirements: KeyRequirements;
  readonly signin: Pick<Signin, 'offerCode' | 'issuerState' | 'grant'>;
}
