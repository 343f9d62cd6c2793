import type { Router } from '../platform/router.ts';
import type { Agreements } from './agreements.service.ts';
import { equivalenceAnswer, equivalenceQuestion } from './equivalence.schema.ts';

/** Public and without personal data: who asks is not recorded, and nobody is asked about. */
export function equivalenceRoutes(router: Router, agreements: Agreements): void {
  router.mount(
    {
      id: 'explainEquivalence',
      method: 'POST',
      path: '/v1/equivalence',
      tag: 'Equivalence explorer',
      summary: 'What a qualification counts for on the other side',
      description:
        'Every matching row: of agreements in force, then published, historical and illustrative ones, the best for the holder first. Each says what is exempt, what is missing, how its conditions stand against what was given, and what it does not confer. Name the qualification held, the target, or both. Changes nothing; needs no Idempotency-Key.',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      body: equivalenceQuestion,
      bodyExamples: {
        qualification: {
          summary: 'QCBP Intermediate Corporate Credit in Hong Kong',
          value: { qualification: 'cn-qcbp-im-cc', targetSide: 'HK', route: 'examination' },
        },
        target: {
          summary: 'What counts towards QCBP Intermediate Corporate Credit',
          value: { targetQualification: 'cn-qcbp-im-cc', targetSide: 'CN-SZ' },
        },
        role: {
          summary: 'By the words of a title',
          value: { targetRole: 'credit risk', targetSide: 'HK' },
        },
      },
      answers: { 200: { description: 'The rows, or why there are none.', schema: equivalenceAnswer } },
      faults: ['qualification-unknown'],
      bodyBytesMax: 8192,
    },
    async ({ body }) => ({ status: 200, body: agreements.explain(body) }),
  );
}
