import type { Router } from '../platform/router.ts';
import type { Presentation } from './presentation.service.ts';
import { verifierRoutes } from './verifier.routes.ts';
import { walletRoutes } from './wallet.routes.ts';

export type { PresentationDependencies } from './dependencies.ts';
export { createPresentation, type Presentation } from './presentation.service.ts';
export { createPresentationWorker } from './presentation.worker.ts';
export type { RequestSigner } from './request-object.ts';
export type { SignInAsking } from './sign-in.service.ts';

export function presentationRoutes(router: Router, presentation: Presentation): void {
  verifierRoutes(router, presentation);
  walletRoutes(router, presentation);
}
