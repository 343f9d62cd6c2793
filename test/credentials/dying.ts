import type { CredentialsDependencies } from '../../src/credentials/dependencies.ts';
import type { Database } from '../../src/platform/database.ts';

/** Where a test lets the process die: before a step took effect, or after. Counted from where the test sets it. */
export type Crash =
  | 'before-reserving'
  | 'after-reserving'
  | 'before-signing'
  | 'after-signing'
  | 'before-recording'
  | 'while-recording'
  | 'after-recording';

export interface Mortal {
  crash: Crash | undefined;
}

export const crashes: readonly Crash[] = [
  'before-reserving',
  'after-reserving',
  'before-signing',
  'after-signing',
  'before-recording',
  'while-recording',
  'after-recording',
];

function die(mortal: Mortal, at: Crash): void {
  if (mortal.crash !== at) return;
  mortal.crash = undefined;
  signed.delete(mortal);
  throw new Error(`died ${at}`);
}

/** Whose signature was made: the next transaction records it. */
const signed = new WeakSet<Mortal>();

export function dyingDatabase(real: Database, mortal: Mortal): Database {
  return new Proxy(real, {
    get(target, name, receiver) {
      if (name !== 'transaction') return Reflect.get(target, name, receiver);
      const transaction: Database['transaction'] = async (work, config) => {
        const recording = signed.delete(mortal);
        die(mortal, recording ? 'before-recording' : 'before-reserving');
        const result = await target.transaction(async (tx) => {
          const outcome = await work(tx);
          if (recording) die(mortal, 'while-recording');
          return outcome;
        }, config);
        die(mortal, recording ? 'after-recording' : 'after-reserving');
        return result;
      };
      return transaction;
    },
  });
}

export function dyingKeys(
  real: CredentialsDependencies['keys'],
  mortal: Mortal,
): CredentialsDependencies['keys'] {
  return {
    find: (kid) => real.find(kid),
    chain: (kid) => real.chain(kid),
    signer(purpose, authority) {
      const { kid, alg, sign } = real.signer(purpose, authority);
      return {
        kid,
        alg,
        async sign(bytes) {
          die(mortal, 'before-signing');
          const signature = await sign(bytes);
          die(mortal, 'after-signing');
          signed.add(mortal);
          return signature;
        },
      };
    },
  };
}
