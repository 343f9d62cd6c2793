import type { NodeIdentity } from '../kernel/node.ts';
import type { Database } from '../platform/database.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Router } from '../platform/router.ts';
import { createKeyChanges } from './changes.service.ts';
import { keyRoutes } from './keys.routes.ts';
import type { Keys } from './keys.ts';
import { wellKnownRoutes } from './well-known.routes.ts';

export {
  type CertificateJudge,
  type CertificateQuestion,
  createCertificateJudge,
} from './certificate-judge.ts';
export { buildPath, type CertificatePath, type PathProblem, problemOfUse } from './certificate-path.ts';
export { createCertificatesWorker } from './certificates.worker.ts';
export { createKeys } from './keys.service.ts';
export type { Keys } from './keys.ts';
export type { KeyGenerator, PreparedKey } from './preparation.ts';
export { type Certificate, readCertificate } from './read-certificate.ts';
export type { CertificateImport, CertificateRequest } from './outside-certification.ts';
export { createParallelKeys, type ParallelKeys } from './parallel-keys.ts';
export {
  type AkpPublicJwk,
  akpThumbprint,
  isSupported,
  type ParallelSuite,
  parallelSuites,
  verifyMlDsa,
  type Sm2PublicKey,
  sm2UserId,
  verifySm2,
} from './parallel-suites.ts';
export type { PublishedKey } from './signing-key.ts';
export {
  defaultSuite,
  type KeyPurpose,
  type NodeKeyPurpose,
  nodeKeyPurposes,
  suites,
} from './vocabulary.ts';

export interface KeysRoutesDependencies {
  readonly db: Database;
  readonly keys: Keys;
  readonly cursors: Cursors;
  readonly node: Pick<NodeIdentity, 'origin'>;
}

export function keysRoutes(router: Router, { db, keys, cursors, node }: KeysRoutesDependencies): void {
  wellKnownRoutes(router, { keys, node });
  keyRoutes(router, { db, keys, cursors, changes: createKeyChanges({ db, keys }) });
}
