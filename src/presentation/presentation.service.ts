import { type Asking, createAsking } from './asking.service.ts';
import type { PresentationDependencies } from './dependencies.ts';
import { createReading, type Reading } from './reading.service.ts';
import { createServing, type Serving } from './serving.service.ts';
import { createSignInAsking, type SignInAsking } from './sign-in.service.ts';

export interface Presentation extends Asking, Serving {
  readonly reading: Reading;
  readonly signIns: SignInAsking;
}

export function createPresentation(deps: PresentationDependencies): Presentation {
  return {
    ...createAsking(deps),
    ...createServing(deps),
    reading: createReading(deps),
    signIns: createSignInAsking(deps),
  };
}
