import { accessRoutes, registerAccess } from './access/index.ts';
import { agreementsRoutes } from './agreements/index.ts';
import { archiveRoutes } from './archive/index.ts';
import { auditRoutes } from './audit/index.ts';
import { catalogueRoutes } from './catalogue/index.ts';
import type { Contexts } from './contexts.ts';
import { credentialsRoutes } from './credentials/index.ts';
import { keysRoutes } from './keys/index.ts';
import { noticesRoutes } from './notices/index.ts';
import { registerContract, registerDocumentation } from './platform/contract.ts';
import { healthRoutes } from './platform/health.routes.ts';
import { limitPublicPosts } from './platform/rate-limit.ts';
import { createRouter } from './platform/router.ts';
import { createServer } from './platform/server.ts';
import { presentationRoutes } from './presentation/index.ts';
import { recognitionRoutes } from './recognition/index.ts';
import { retentionRoutes } from './retention/index.ts';
import { signinRoutes } from './signin/index.ts';
import { sharingRoutes } from './sharing/index.ts';
import { statusRoutes } from './status/index.ts';
import { transparencyRoutes } from './transparency/index.ts';
import { typeMetadataRoutes } from './typemetadata/index.ts';
import { trustRoutes } from './trust/index.ts';
import { verificationRoutes } from './verification/index.ts';
import { walletRoutes } from './wallet/index.ts';
import { conformanceRoutes, consoleRoutes } from './web/index.ts';

export interface AppOptions {
  readonly requestId: () => string;
  readonly isReady: () => Promise<boolean>;
  /** A stop is under way: answers ask for the connection to be closed. */
  readonly isDraining?: () => boolean;
  /** The page that shows the contract. */
  readonly documentation?: boolean;
}

/** Mounts every route. What is not mounted here does not exist. */
export async function buildApp(contexts: Contexts, options: AppOptions) {
  const { configuration, db, clock, cursors, keys, access, trust, status } = contexts;
  const { node, trustedProxies } = configuration;
  const app = await createServer({ log: contexts.log, ...options, trustedProxies });
  await registerContract(app);
  if (options.documentation === true) {
    await registerDocumentation(app);
    conformanceRoutes(app);
  }
  await registerAccess(app, access);
  limitPublicPosts(app, { perMinute: configuration.ratePerMinute, clock });

  const router = createRouter({ app, authenticate: access.authenticate, idempotency: contexts.idempotency });
  accessRoutes(router, access);
  catalogueRoutes(router, { catalogue: contexts.catalogue, cursors });
  agreementsRoutes(router, contexts.agreements);
  credentialsRoutes(router, contexts.credentials);
  typeMetadataRoutes(router);
  signinRoutes(router, contexts.signin);
  recognitionRoutes(router, contexts.recognition);
  verificationRoutes(router, contexts.verification);
  presentationRoutes(router, contexts.presentation);
  sharingRoutes(router, contexts.sharing);
  archiveRoutes(router, contexts.archive, configuration);
  walletRoutes(router, contexts.wallet);
  statusRoutes(router, { status, clock });
  trustRoutes(router, { db, clock, cursors, keys, trust, node });
  keysRoutes(router, { db, keys, cursors, node });
  noticesRoutes(router, contexts.notices);
  auditRoutes(router, contexts.audit);
  retentionRoutes(router, contexts.retention);
  transparencyRoutes(router, contexts.transparency, contexts.logPublication);
  healthRoutes(router, options.isReady);
  consoleRoutes(app, { node });
  await app.ready();
  return { app, router };
}
