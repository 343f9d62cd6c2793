import assert from 'node:assert/strict';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { actOf } from '../platform/act.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Requester, RetentionDependencies } from './dependencies.ts';
import {
  type ErasureRequestRow,
  insertErasureRequest,
  readErasureRequest,
} from './erasure-requests.store.ts';
import { type Scheduled, schedulesOf } from './facts.service.ts';
import { type Proof, proofsOf } from './proofs.service.ts';

export interface ErasureAnswer {
  readonly row: ErasureRequestRow;
  /** What this node keeps of the person, by each pseudonym that their key stands for. */
  readonly persons: readonly Scheduled[];
  /** How many of them were erased since. */
  readonly erased: number;
  readonly proofs: readonly Proof[];
}

/** A person asks to be erased. The schedule decides; the person learns what goes when, and why the rest is kept (PIPL Articles 47 and 50). */
export interface ErasureRequests {
  receive(from: Requester, claim: Claim<Transaction>): Promise<{ status: number; reference: string }>;
  answer(id: string): Promise<ErasureAnswer>;
}

export function createErasureRequests(deps: RetentionDependencies): ErasureRequests {
  const { db, clock, events, node } = deps;
  return {
    async receive({ caller, requestId }, claim) {
      assert(caller.kind === 'holder', 'the guard let in who is no holder');
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        const subjectIds = await subjectsOf(tx, deps, caller.keyThumbprint);
        const act = actOf({ caller, requestId }, { role: 'holder', purpose: 'own-record' });
        const entries: string[] = [];
        for (const subjectId of subjectIds.length > 0 ? subjectIds : [null])
          entries.push(
            await events.append(tx, act, {
              type: 'erasure.requested',
              issuer: node.origin,
              subjectId,
              objectType: 'erasure-request',
              objectId: claim.id,
            }),
          );
        await insertErasureRequest(tx, {
          id: claim.id,
          holderThumbprint: caller.keyThumbprint,
          subjectIds,
          receivedAt: clock.now(),
          entries,
        });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
    async answer(id) {
      const row = await readErasureRequest(db, id);
      if (!row) throw new Fault('not-found');
      const locked = await db.transaction((tx) => deps.vault.lockSubjects(tx, row.subjectIds));
      const present = locked
        .filter(({ erasedAt }) => erasedAt === null)
        .map(({ id: subjectId }) => subjectId);
      const persons = await schedulesOf(db, deps, present);
      const proofs = await proofsOf(deps, row.entries);
      return { row, persons, erased: locked.length - present.length, proofs: [...proofs.values()] };
    },
  };
}

/** Those that were not erased; they stay so while the request is recorded. */
async function subjectsOf(
  tx: Transaction & Reader,
  { credentials, applications, vault }: RetentionDependencies,
  keyThumbprint: string,
): Promise<string[]> {
  const applicant = await applications.subjectOfApplicant(tx, keyThumbprint);
  const known = await credentials.subjectsOfKey(tx, keyThumbprint);
  const ids = new Set(applicant === undefined ? known : [...known, applicant]);
  const locked = await vault.lockSubjects(tx, [...ids]);
  return locked.filter(({ erasedAt }) => erasedAt === null).map(({ id }) => id);
}
