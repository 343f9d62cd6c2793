import type { z } from 'zod';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { type Caller, callerName } from '../kernel/caller.ts';
import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV4, uuidV7 } from '../kernel/identifiers.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from './database.ts';
import { claim, recordOutcome, release } from './idempotency.store.ts';
import type { Answer, Creation, Input, Operation } from './operation.ts';

export interface Idempotency {
  /** Runs the creation once for each key of a caller, however often it is asked. */
  run<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    operation: Operation<P, Q, B>,
    creation: Creation<P, Q, B>,
    input: Input<P, Q, B>,
  ): Promise<Answer>;
}

/** The contract of draft-ietf-httpapi-idempotency-key-header-07, made ours: the draft has expired. */
const keyPattern = /^[A-Za-z0-9_.:-]{8,128}$/;

export function createIdempotency(deps: { db: Database; clock: Clock; entropy: Entropy }): Idempotency {
  const { db, clock, entropy } = deps;
  return {
    async run(operation, creation, input) {
      const held = {
        caller: callerKey(input.caller, input.request.ip),
        key: keyOf(input.request.headers['idempotency-key']),
        leaseId: uuidV4(entropy),
      };
      const answer = await db.transaction((tx) =>
        claim(tx, { ...held, requestDigest: digestOf(operation, input), reservedId: uuidV7(clock, entropy) }),
      );
      switch (answer.kind) {
        case 'other-request':
          throw new Fault('idempotency-key-reused');
        case 'in-progress':
          throw new Fault('in-progress', { retryAfterSeconds: answer.retryAfterSeconds });
        case 'done':
          return rendered(creation, input, answer);
        case 'held':
      }
      try {
        const outcome = await creation.perform(input, {
          id: answer.reservedId,
          async record(tx, result) {
            if (!(await recordOutcome(tx, held, result))) throw new Fault('claim-lost');
          },
        });
        return await rendered(creation, input, outcome);
      } catch (error) {
        if (error instanceof Fault && error.code !== 'claim-lost')
          await db.transaction((tx) => release(tx, held));
        throw error;
      }
    },
  };
}

async function rendered<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  creation: Creation<P, Q, B>,
  input: Input<P, Q, B>,
  { status, reference }: { status: number; reference: string },
): Promise<Answer> {
  const location = creation.location(reference);
  const body = await creation.render(reference, input);
  return { status, body, ...(location !== null && { headers: { location } }) };
}

function keyOf(header: string | string[] | undefined): string {
  if (typeof header === 'string' && keyPattern.test(header)) return header;
  throw new Fault('idempotency-key-missing', {
    errors: [{ pointer: '/headers/idempotency-key', code: header === undefined ? 'required' : 'format' }],
  });
}

/** The public has no identity; its keys are kept apart by where it calls from. */
function callerKey(caller: Caller, address: string): string {
  return caller.kind === 'public' ? `public:${address}` : callerName(caller);
}

function digestOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  operation: Operation<P, Q, B>,
  { request }: Input<P, Q, B>,
): Uint8Array {
  return sha256(canonicalBytes({ body: request.body ?? null, operation: operation.id, url: request.url }));
}
