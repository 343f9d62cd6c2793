import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { pino } from 'pino';
import type { Clock, Entropy, SignatureAlgorithm } from '../kernel/ports.ts';

/** The real clock, chance and log: the only place where the program touches them. */

export const clock: Clock = { now: () => new Date() };

export const entropy: Entropy = { bytes: (length) => new Uint8Array(randomBytes(length)) };

const generate = promisify(generateKeyPair);

export async function generateKeys(
  suite: SignatureAlgorithm,
): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return suite === 'ES256' ? generate('ec', { namedCurve: 'P-256' }) : generate('ed25519');
}

/** Structured, on standard output. Whatever could hold a token, a name or a number never reaches a line. */
export function createLog(level: string, node: string) {
  return pino({
    level,
    base: { node },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'req.headers',
        'headers',
        '*.authorization',
        '*.token',
        '*.assertion',
        '*.credential',
        '*.credentials',
        '*.person',
        '*.number',
      ],
      remove: true,
    },
    serializers: { err: describeError },
  });
}

/** The kind and place of an error, without what a driver adds to it: parameters of a query are personal data. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    code,
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 12)
      .join('\n'),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
