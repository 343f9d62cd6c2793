import type { SharingDependencies } from './dependencies.ts';
import { createMaking, type Making } from './making.service.ts';
import { createRedeeming, type Redeeming } from './redeeming.service.ts';
import { createShareAnswers, type ShareAnswers } from './share-answers.service.ts';

export interface Sharing extends Making, Redeeming {
  readonly answers: ShareAnswers;
}

export function createSharing(deps: SharingDependencies): Sharing {
  return { ...createMaking(deps), ...createRedeeming(deps), answers: createShareAnswers(deps) };
}
