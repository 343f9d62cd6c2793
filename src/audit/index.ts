export { auditRoutes } from './audit.routes.ts';
export { type Audit, type AuditDependencies, createAudit, type StorySubject } from './audit.service.ts';
