import type { Router } from '../platform/router.ts';
import { applicationRoutes } from './applications.routes.ts';
import { decisionRoutes } from './decisions.routes.ts';
import type { Recognition } from './recognition.service.ts';

export { applicationAnswer, applicationPage } from './application.schema.ts';
export { approvalAnswer, decisionAnswer } from './decision.schema.ts';
export { createRecognition, type Recognition } from './recognition.service.ts';
export type { WalletStanding } from './wallet-standing.store.ts';
export { readHomeEvidenceTimes } from './evidence-times.store.ts';

export function recognitionRoutes(router: Router, recognition: Recognition): void {
  applicationRoutes(router, recognition);
  decisionRoutes(router, recognition);
}
