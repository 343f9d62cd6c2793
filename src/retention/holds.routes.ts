import type { z } from 'zod';
import { preciseText } from '../kernel/instants.ts';
import type { Router } from '../platform/router.ts';
import { hold, holdPage } from './answers.schema.ts';
import { exampleHold, exampleHoldOnSubject, exampleLift } from './examples.ts';
import type { Hold, Holds } from './holds.service.ts';
import { holdLift, holdParams, holdsQuery, newHold } from './retention.schema.ts';

const tag = 'Retention';
const roles = ['regulator', 'privacy-officer'] as const;
const access = { roles, scope: 'retention:write', purpose: 'supervision' } as const;

export function holdRoutes(router: Router, holds: Holds): void {
  mountPlacing(router, holds);
  mountLifting(router, holds);
  router.mount(
    {
      id: 'listHolds',
      method: 'GET',
      path: '/v1/retention/holds',
      tag,
      summary: 'Legal holds',
      description:
        'Those that stand, or all, the first placed first; for the privacy officer of an authority those on persons that it knows, so that a page may hold fewer. The look is recorded.',
      access: { roles, scope: 'retention:read', purpose: 'supervision' },
      query: holdsQuery,
      answers: { 200: { description: 'A page.', schema: holdPage } },
      faults: ['cursor-invalid', 'retention-other-side'],
    },
    async ({ query, caller, requestId }) => {
      const { items, next } = await holds.list(query, { caller, requestId });
      return { status: 200, body: { items: items.map(holdAnswer), next } };
    },
  );
}

function mountPlacing(router: Router, holds: Holds): void {
  router.mountCreation(
    {
      id: 'placeHold',
      method: 'POST',
      path: '/v1/retention/holds',
      tag,
      summary: 'Place a legal hold',
      description:
        'While it stands, nothing of the person is erased or removed, whatever is due. By an officer: a regulator of this side, or the privacy officer of the node or of an authority that knows the person.',
      access,
      body: newHold,
      bodyExamples: {
        credential: { summary: 'By the number of a credential', value: exampleHold },
        subject: { summary: 'By pseudonym, until lifted', value: exampleHoldOnSubject },
      },
      answers: { 201: { description: 'Placed.', schema: hold } },
      faults: ['not-found', 'subject-erased', 'hold-past', 'officer-required', 'retention-other-side'],
    },
    {
      perform: ({ body, caller, requestId }, claim) => holds.place(body, { caller, requestId }, claim),
      render: async (id) => holdAnswer(await holds.read(id)),
      location: () => null,
    },
  );
}

function mountLifting(router: Router, holds: Holds): void {
  router.mountCreation(
    {
      id: 'liftHold',
      method: 'POST',
      path: '/v1/retention/holds/:id/lifts',
      tag,
      summary: 'Lift a legal hold',
      description:
        'By another person than the one who placed it; one of a regulator by a regulator. What was due meanwhile takes its course at the next run.',
      access,
      params: holdParams,
      body: holdLift,
      bodyExamples: { ended: { value: exampleLift } },
      answers: { 200: { description: 'Lifted.', schema: hold } },
      faults: [
        'not-found',
        'hold-ended',
        'hold-same-person',
        'hold-of-regulator',
        'officer-required',
        'retention-other-side',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        holds.lift(params.id, body, { caller, requestId }, claim),
      render: async (id) => holdAnswer(await holds.read(id)),
      location: () => null,
    },
  );
}

const textOf = (at: Date | null): string | null => (at ? preciseText(at) : null);

function holdAnswer({ row, stands, proofs }: Hold): z.input<typeof hold> {
  const { id, subjectId, legalBasis, reference, until, placedBy, placedAs, liftedBy, liftReason } = row;
  return {
    id,
    target: { type: row.targetType, id: row.targetId },
    subjectId,
    legalBasis,
    reference,
    until,
    stands,
    placedAt: preciseText(row.placedAt),
    placedBy,
    placedAs,
    liftedAt: textOf(row.liftedAt),
    liftedBy,
    liftReason,
    log: [...proofs],
  };
}
