export type { SharingDependencies } from './dependencies.ts';
export { sharingRoutes } from './sharing.routes.ts';
export { createSharing, type Sharing } from './sharing.service.ts';
export { createSharingWorker } from './sharing.worker.ts';
