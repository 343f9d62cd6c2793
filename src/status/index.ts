export type { PeerRefetch } from './peer-lists.service.ts';
export type { ListRefusal } from './peer-tokens.service.ts';
export { statusRoutes, type StatusRoutesDependencies } from './status.routes.ts';
export {
  createStatus,
  type PublishedList,
  type Status,
  type StatusDependencies,
  type StatusKeys,
} from './status.service.ts';
export {
  createPeerStatusFetcher,
  createStatusPublisher,
  type PeerStatusFetcherDependencies,
  type StatusPublisherDependencies,
} from './status.worker.ts';
export type { ListKind, StatusLookup, StatusReference, StatusValue } from './vocabulary.ts';
