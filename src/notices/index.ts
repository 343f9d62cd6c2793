export type * from './dependencies.ts';
export { noticesRoutes } from './notices.routes.ts';
export { createNotices, type Notices, type NoticesDependencies } from './notices.service.ts';
export { createNoticesWorker, type NoticesWorker } from './notices.worker.ts';
