import type { Router } from '../platform/router.ts';
import type { RetentionDependencies, RetentionPorts } from './dependencies.ts';
import { erasureRequestRoutes } from './erasure-requests.routes.ts';
import { createErasureRequests, type ErasureRequests } from './erasure-requests.service.ts';
import { createExecution, type Execution, type ExecutionLimits } from './executing.service.ts';
import { holdRoutes } from './holds.routes.ts';
import { createHolds, type Holds } from './holds.service.ts';
import { type RetentionContexts, retentionPorts } from './ports.service.ts';
import { reportRoutes } from './report.routes.ts';
import { createReporting, type Reporting } from './report.service.ts';
import { restrictionRoutes } from './restrictions.routes.ts';
import { createRestricting, type Restricting } from './restrictions.service.ts';

export type { RunOutcome } from './executing.service.ts';
export { createRetentionWorker, type RetentionWorker } from './retention.worker.ts';

/** How long what is kept, who holds it back, who restricts it, and what goes when (domain 3.6). */
export interface Retention {
  readonly execution: Execution;
  readonly holds: Holds;
  readonly restricting: Restricting;
  readonly reporting: Reporting;
  readonly erasureRequests: ErasureRequests;
}

export function createRetention({
  access,
  credentials,
  recognition,
  transparency,
  wallet,
  signin,
  limits,
  ...own
}: Omit<RetentionDependencies, keyof RetentionPorts> &
  RetentionContexts & { readonly limits?: Partial<ExecutionLimits> }): Retention {
  const deps = {
    ...own,
    ...retentionPorts({ access, credentials, recognition, transparency, wallet, signin }),
  };
  return {
    execution: createExecution(deps, limits),
    holds: createHolds(deps),
    restricting: createRestricting(deps),
    reporting: createReporting(deps),
    erasureRequests: createErasureRequests(deps),
  };
}

export function retentionRoutes(router: Router, retention: Retention): void {
  holdRoutes(router, retention.holds);
  restrictionRoutes(router, retention.restricting);
  reportRoutes(router, retention.reporting);
  erasureRequestRoutes(router, retention.erasureRequests);
}
