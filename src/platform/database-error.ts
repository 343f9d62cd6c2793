import pg from 'pg';
import { OutboundFailure } from '../kernel/ports.ts';

/** SQLSTATE classes that say "not now": connection exception, insufficient resources, operator intervention. */
const unavailableClasses = new Set(['08', '53', '57']);

/** Beside the classes: the server closed a transaction that idled, or has become a read-only standby. */
const unavailableStates = new Set(['25P03', '25006']);

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** The driver gives these no code. */
const driverMessages = [
  'Connection terminated',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
  'Query read timeout',
  'Cannot use a pool after calling end',
];

const depthMax = 8;

/** The error, what caused it, and the members of an `AggregateError` (one for each address that was tried). */
function* chainOf(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > depthMax) return;
  yield error;
  if (error instanceof AggregateError) for (const one of error.errors) yield* chainOf(one, depth + 1);
  yield* chainOf(error.cause, depth + 1);
}

function networkCodeOf(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && networkCodes.has(code) ? code : undefined;
}

function stateIsUnavailable(state: string): boolean {
  return unavailableClasses.has(state.slice(0, 2)) || unavailableStates.has(state);
}

/**
 * Is the database out of reach, closing, or out of room, so that the same request may succeed later? Nothing was committed,
 * except perhaps where the answer to `commit` itself was lost. Understands errors of the driver, alone or wrapped by Drizzle.
 */
export function isUnavailable(error: unknown): boolean {
  for (const one of chainOf(error)) {
    // Another server was out of reach, not the database.
    if (one instanceof OutboundFailure) return false;
    if (one instanceof pg.DatabaseError) return one.code !== undefined && stateIsUnavailable(one.code);
    if (networkCodeOf(one) !== undefined) return true;
    if (driverMessages.some((message) => one.message.startsWith(message))) return true;
  }
  return false;
}

/** What Postgres refused: its SQLSTATE and, where one was violated, the constraint. Drizzle keeps both in the cause. */
export interface Refusal {
  sqlState: string;
  constraint: string | undefined;
}

/** The refusal behind an error, or undefined when Postgres refused nothing. */
export function constraintOf(error: unknown): Refusal | undefined {
  for (const one of chainOf(error)) {
    if (one instanceof pg.DatabaseError && one.code !== undefined) {
      return { sqlState: one.code, constraint: one.constraint };
    }
  }
  return undefined;
}
