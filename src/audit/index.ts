import type { Router } from '../platform/router.ts';
import { activityRoutes } from './activity.routes.ts';
import { anomaliesRoutes } from './anomalies.routes.ts';
import type { Audit } from './audit.service.ts';
import { casesRoutes } from './cases.routes.ts';
import { exportsRoutes } from './exports.routes.ts';
import { looksRoutes } from './looks.routes.ts';
import { statisticsRoutes } from './statistics.routes.ts';
import { storyRoutes } from './story.routes.ts';

export { type Audit, type AuditDependencies, createAudit } from './audit.service.ts';

export function auditRoutes(router: Router, audit: Audit): void {
  activityRoutes(router, audit);
  storyRoutes(router, audit);
  casesRoutes(router, audit.cases);
  looksRoutes(router, audit);
  statisticsRoutes(router, audit.figures);
  exportsRoutes(router, audit.exports);
  anomaliesRoutes(router, audit.figures.anomalies);
}
