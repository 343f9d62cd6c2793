import { type Appealing, createAppealing } from './appealing.service.ts';
import { type Adding, createAdding } from './evidence.service.ts';
import { type Applying, createApplying } from './applying.service.ts';
import { type Approving, createApproving } from './approving.service.ts';
import { createAssessing } from './assessment.service.ts';
import { createDeciding, type Deciding } from './deciding.service.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { createGranting } from './granting.service.ts';
import { createReading, type Reading } from './reading.service.ts';
import {
  countClosedBefore,
  listClosedBefore,
  readKeptApplications,
  readSubjectOfApplicant,
  removeApplications,
} from './retention.store.ts';
import { readTracesOf } from './supervision.store.ts';
import { readWaiting, readWalletStanding } from './wallet-standing.store.ts';
import { createWithdrawing, type Withdrawing } from './withdrawing.service.ts';

/** Recognition at the host node: rules propose, one person decides, another approves, and only then is anything issued. */
export interface Recognition extends Applying, Adding, Deciding, Approving, Withdrawing, Appealing {
  readonly reading: Reading;
  readonly retention: typeof retention;
  /** What the reading room asks of applications. */
  readonly supervision: typeof supervision;
  /** What wallets wait for. */
  readonly wallets: typeof wallets;
}

/** What decides for how long persons are kept, and the end of what was refused or withdrawn. */
const retention = {
  applications: readKeptApplications,
  countClosedBefore,
  listClosedBefore,
  remove: removeApplications,
  subjectOfApplicant: readSubjectOfApplicant,
};

const supervision = { traces: readTracesOf };

const wallets = { standing: readWalletStanding, waiting: readWaiting };

export function createRecognition(deps: RecognitionDependencies): Recognition {
  const assessing = createAssessing(deps);
  return {
    ...createApplying(deps, assessing),
    ...createAdding(deps, assessing),
    ...createDeciding(deps),
    ...createApproving(deps, createGranting(deps, assessing)),
    ...createWithdrawing(deps),
    ...createAppealing(deps),
    reading: createReading(deps),
    retention,
    supervision,
    wallets,
  };
}
