import type { Claim } from '../kernel/claim.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Keys } from './keys.ts';
import type { KeyRequest } from './preparation.ts';

export interface Outcome {
  readonly status: number;
  /** The `kid` of the new key, or of the one that was reported. */
  readonly reference: string;
}

export interface RotationRequest extends KeyRequest {
  readonly signFrom: Date | undefined;
}

/** What an operator asks for over HTTP. The outcome of the claim commits with the change, so a retry finds it and makes no second key. */
export interface KeyChanges {
  rotate(request: RotationRequest, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  reportCompromise(
    report: { readonly kid: string; readonly compromisedAt: Date; readonly reason: string },
    claim: Claim<Transaction>,
    act: Act,
  ): Promise<Outcome>;
}

export function createKeyChanges({ db, keys }: { readonly db: Database; readonly keys: Keys }): KeyChanges {
  return {
    async rotate({ signFrom, ...request }, claim, act) {
      const prepared = await keys.prepare(request);
      const outcome = { status: 201, reference: prepared.kid };
      await db.transaction(async (tx) => {
        await keys.rotate(tx, { prepared, signFrom }, act);
        await claim.record(tx, outcome);
      });
      await keys.refresh();
      return outcome;
    },
    async reportCompromise(report, claim, act) {
      const key = await keys.readOne(db, report.kid);
      if (!key) throw new Fault('not-found');
      const { purpose, authority, suite } = key;
      const replacement = await keys.prepare({ purpose, authority, suite });
      const outcome = { status: 201, reference: key.kid };
      await db.transaction(async (tx) => {
        await keys.markCompromised(tx, { ...report, replacement }, act);
        await claim.record(tx, outcome);
      });
      await keys.refresh();
      return outcome;
    },
  };
}
