import { Fault } from '../kernel/fault.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import type { Transaction } from '../platform/database.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { type StandingState, standingToAttest } from './life-cycle.ts';
import { type AwardRecord, ensureRecord, lockRecordOf } from './records.store.ts';

type Deps = Pick<CredentialsDependencies, 'clock' | 'entropy' | 'status' | 'vault'>;

/** Numbers are compared as people read them: without spaces, and whatever the case. */
export function awardHashOf({ vault }: Pick<Deps, 'vault'>, certificateNumber: string): Uint8Array {
  const number = certificateNumber.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
  return vault.referenceHash('certificate', number);
}

/**
 * The record of an award, locked: the one it has, or a new one. A first attestation may find the standing ended already, and then the
 * record says so from the start, as the credential does.
 * @throws Fault `award-of-another`, `record-ended`, `standing-differs`
 */
export async function recordOfAward(
  tx: Transaction,
  deps: Deps,
  of: {
    readonly authority: string;
    readonly subjectId: string;
    readonly qualification: string;
    readonly certificateNumber: string;
    readonly standing: StandingState;
  },
): Promise<AwardRecord> {
  const { authority, subjectId, qualification, standing } = of;
  const awardHash = awardHashOf(deps, of.certificateNumber);
  const award = { authority, qualification, awardHash };
  const record =
    (await lockRecordOf(tx, award)) ?? (await newRecord(tx, deps, { ...award, subjectId, standing }));
  if (record.subjectId !== subjectId) throw new Fault('award-of-another');
  refuseUnlessAttestable(record, standing);
  return record;
}

/** An attestation says what the record says; what has changed is changed there first, where everybody who relies on it hears of it. */
export function refuseUnlessAttestable({ value }: AwardRecord, standing: StandingState): void {
  if (value === 1) throw new Fault('record-ended');
  if (standingToAttest(value) !== standing) throw new Fault('standing-differs');
}

async function newRecord(
  tx: Transaction,
  { clock, entropy, status }: Deps,
  {
    standing,
    ...of
  }: Omit<AwardRecord, 'id' | 'statusUri' | 'statusIdx' | 'value' | 'revision' | 'firstAttestedAt'> & {
    readonly standing: StandingState;
  },
): Promise<AwardRecord> {
  const { uri, idx } = await status.allocate(tx, 'record');
  const made: AwardRecord = {
    ...of,
    id: uuidV4(entropy),
    statusUri: uri,
    statusIdx: idx,
    value: standing === 'current' ? 0 : 3,
    revision: 0,
    firstAttestedAt: clock.now(),
  };
  const record = await ensureRecord(tx, made);
  if (record.id === made.id && made.value !== 0) await status.set(tx, { uri, idx }, made.value);
  return record;
}
