import type { z } from 'zod';
import { preciseText } from '../kernel/instants.ts';
import type { Router } from '../platform/router.ts';
import { restrictions } from './answers.schema.ts';
import { exampleRelease, exampleRestriction } from './examples.ts';
import type { Restricting, Restrictions } from './restrictions.service.ts';
import { newRestriction, release, subjectParams } from './retention.schema.ts';

const common = {
  tag: 'Retention',
  access: { roles: ['privacy-officer'], scope: 'retention:write', purpose: 'privacy' },
  params: subjectParams,
} as const;

const path = '/v1/subjects/:subjectId/restrictions';

export function restrictionRoutes(router: Router, restricting: Restricting): void {
  mountRestricting(router, restricting);
  mountReleasing(router, restricting);
  mountReading(router, restricting);
}

function mountRestricting(router: Router, restricting: Restricting): void {
  router.mountCreation(
    {
      ...common,
      id: 'restrictSubject',
      method: 'POST',
      path,
      summary: 'Restrict a person to storage',
      description:
        'Nothing is read, added or changed of them any more; it is kept and secured (PIPL Article 47). Their credentials stay as they are: whether one is in force is public.',
      body: newRestriction,
      bodyExamples: { contested: { value: exampleRestriction } },
      answers: { 201: { description: 'Restricted.', schema: restrictions } },
      faults: [
        'not-found',
        'subject-erased',
        'already-restricted',
        'officer-required',
        'retention-other-side',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        restricting.restrict({ subjectId: params.subjectId, body }, { caller, requestId }, claim),
      render: async (subjectId) => restrictionsAnswer(await restricting.of(subjectId)),
      location: () => null,
    },
  );
}

function mountReleasing(router: Router, restricting: Restricting): void {
  router.mountCreation(
    {
      ...common,
      id: 'releaseSubject',
      method: 'POST',
      path: `${path}/ends`,
      summary: 'End the restriction of a person',
      description:
        'All that stand, also the one that the schedule makes before it erases: it then waits as long as its grace before it makes another.',
      body: release,
      bodyExamples: { ended: { value: exampleRelease } },
      answers: { 200: { description: 'Released.', schema: restrictions } },
      faults: ['not-found', 'subject-erased', 'not-restricted', 'officer-required', 'retention-other-side'],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        restricting.release({ subjectId: params.subjectId, body }, { caller, requestId }, claim),
      render: async (subjectId) => restrictionsAnswer(await restricting.of(subjectId)),
      location: () => null,
    },
  );
}

function mountReading(router: Router, restricting: Restricting): void {
  router.mount(
    {
      ...common,
      access: { ...common.access, scope: 'retention:read' },
      id: 'listRestrictions',
      method: 'GET',
      path,
      summary: 'Restrictions of a person',
      description: 'Those that stand and those that ended; 404 where there were none. The look is recorded.',
      answers: { 200: { description: 'All of them.', schema: restrictions } },
      faults: ['not-found', 'retention-other-side'],
    },
    async ({ params, caller, requestId }) => ({
      status: 200,
      body: restrictionsAnswer(await restricting.read(params.subjectId, { caller, requestId })),
    }),
  );
}

const textOf = (at: Date | null): string | null => (at ? preciseText(at) : null);

function restrictionsAnswer({ subjectId, items }: Restrictions): z.input<typeof restrictions> {
  return {
    subjectId,
    restricted: items.some(({ row }) => row.endedAt === null),
    items: items.map(({ row, proofs }) => ({
      id: row.id,
      cause: row.cause,
      reasonCode: row.reasonCode,
      reference: row.reference,
      startedAt: preciseText(row.startedAt),
      startedBy: row.startedBy,
      endedAt: textOf(row.endedAt),
      endedBy: row.endedBy,
      endReason: row.endReason,
      log: [...proofs],
    })),
  };
}
