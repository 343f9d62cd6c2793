import type { z } from 'zod';
import { addDays, preciseText } from '../kernel/instants.ts';
import { messageFor } from './erasure-words.ts';
import { classOf, graceDays } from './retention-classes.ts';
import type { Router } from '../platform/router.ts';
import { erasureAnswer } from './answers.schema.ts';
import type { ErasureAnswer, ErasureRequests } from './erasure-requests.service.ts';

export function erasureRequestRoutes(router: Router, requests: ErasureRequests): void {
  router.mountCreation(
    {
      id: 'requestErasure',
      method: 'POST',
      path: '/v1/holder/erasure-requests',
      tag: 'Retention',
      summary: 'Ask to be erased',
      description:
        'Recorded and answered at once: what of you is erased when, and what is kept until then on which basis. The schedule erases by itself; a request shortens no period.',
      access: { roles: ['holder'], scope: 'own:erase', purpose: 'own-record' },
      answers: { 201: { description: 'Received, with the answer.', schema: erasureAnswer } },
    },
    {
      perform: ({ caller, requestId }, claim) => requests.receive({ caller, requestId }, claim),
      render: async (id) => erasureAnswerOf(await requests.answer(id)),
      location: () => null,
    },
  );
}

const kept = (id: Parameters<typeof classOf>[0]) => {
  const { label, bases } = classOf(id);
  return { id, label, bases: bases.map((basis) => ({ ...basis })) };
};

/** What outlives a person who was erased. */
const afterwards = ['log-entries', 'access-log', 'sharing-records'] as const;

function erasureAnswerOf({ row, persons, erased, proofs }: ErasureAnswer): z.input<typeof erasureAnswer> {
  return {
    id: row.id,
    receivedAt: preciseText(row.receivedAt),
    persons: [
      ...persons.map(({ schedule: { standing, dueOn, eraseOn, heldBy, reasons } }) => ({
        standing,
        dueOn,
        eraseOn: eraseOn ?? (dueOn === null ? null : addDays(dueOn, graceDays)),
        held: heldBy.length > 0,
        keptBecause: reasons.map(({ class: id, until }) => ({ ...kept(id), until })),
        message: messageFor(standing),
      })),
      ...Array.from({ length: erased }, () => ({
        standing: 'erased' as const,
        dueOn: null,
        eraseOn: null,
        held: false,
        keptBecause: [],
        message: messageFor('erased'),
      })),
    ],
    keptAfterwards: afterwards.map((id) => ({ ...kept(id), procedure: classOf(id).procedure })),
    log: [...proofs],
  };
}
