import type { z } from 'zod';
import type { Router } from '../platform/router.ts';
import { duePage, retentionClassList, retentionReport } from './answers.schema.ts';
import type { Reporting, RetentionReport } from './report.service.ts';
import { graceDays, retentionClasses } from './retention-classes.ts';
import { dueQuery, reportQuery } from './retention.schema.ts';

const common = {
  method: 'GET',
  tag: 'Retention',
  access: { roles: ['regulator', 'privacy-officer'], scope: 'retention:read', purpose: 'supervision' },
} as const;

export function reportRoutes(router: Router, reporting: Reporting): void {
  router.mount(
    {
      ...common,
      id: 'listRetentionClasses',
      path: '/v1/audit/retention/classes',
      summary: 'The retention schedule',
      description:
        'Every class of record: what it covers, from when it is kept, how long, on what basis and how sure that is, and what happens then.',
      answers: { 200: { description: 'The schedule.', schema: retentionClassList } },
    },
    async () => ({ status: 200, body: { graceDays, items: retentionClasses } }),
  );
  router.mount(
    {
      ...common,
      id: 'getRetentionReport',
      path: '/v1/audit/retention/report',
      summary: 'What was past its retention date, and what was done',
      description:
        'By class: due by the end of the window, held, restricted and overdue now, done within the window, with the entries of the log that prove it. The look is recorded.',
      query: reportQuery,
      answers: { 200: { description: 'The report.', schema: retentionReport } },
      faults: ['window-empty', 'retention-other-side'],
    },
    async ({ query, caller, requestId }) => ({
      status: 200,
      body: reportAnswer(await reporting.report(query, { caller, requestId })),
    }),
  );
  router.mount(
    {
      ...common,
      id: 'listRetentionDue',
      path: '/v1/audit/retention/due',
      summary: 'Who is due for erasure before a date',
      description:
        'Pseudonyms with class, date and basis, the longest due first, as the last sweep found them. Who holds a credential in force is listed with the date that its expiry would give. The privacy officer of an authority sees persons that it knows, so that a page may hold fewer. The look is recorded.',
      query: dueQuery,
      answers: { 200: { description: 'A page.', schema: duePage } },
      faults: ['cursor-invalid', 'retention-other-side'],
    },
    async ({ query, caller, requestId }) => ({
      status: 200,
      body: await reporting.due(query, { caller, requestId }),
    }),
  );
}

function reportAnswer({ classes, ...rest }: RetentionReport): z.input<typeof retentionReport> {
  return {
    ...rest,
    classes: classes.map(({ proofs, proofsLeftOff, done, ...counts }) => ({
      ...counts,
      done: { ...done },
      log: [...proofs],
      logLeftOff: proofsLeftOff,
    })),
  };
}
