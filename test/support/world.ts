import { createHash, generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import type { Clock, Entropy, SignatureAlgorithm } from '../../src/kernel/ports.ts';

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
  set(at: Date | string): void;
  advance(seconds: number): void;
}

export function testClock(start: Date | string = '2026-06-01T02:00:00.000Z'): TestClock {
  let at = new Date(start);
  return {
    now: () => new Date(at),
    set(next) {
      at = new Date(next);
    },
    advance(seconds) {
      at = new Date(at.getTime() + seconds * 1000);
    },
  };
}

/** The machine's clock, for what must be seen to take real time. */
export const realClock: Clock = { now: () => new Date() };

/** The same bytes in the same order for the same seed: what is made with them can be asserted whole. */
export function seededEntropy(seed: string): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const blocks: Buffer[] = [];
      for (let have = 0; have < length; have += 32)
        blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest());
      return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
    },
  };
}

export const generateKeys = async (suite: SignatureAlgorithm) =>
  suite === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');

/** What was logged, line by line, for tests of what must not be in it. */
export function collectingLog(level = 'trace') {
  const lines: string[] = [];
  const log = pino({ level }, { write: (line: string) => void lines.push(line) });
  return { log, lines };
}
