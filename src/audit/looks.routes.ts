import type { z } from 'zod';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import type { Audit } from './audit.service.ts';
import { consistency, consistencyQuery } from './consistency.schema.ts';
import {
  accessBatch,
  batchParams,
  batchQuery,
  looksPage,
  looksQuery,
  verificationsQuery,
} from './looks.schema.ts';
import { auditAccess as access, auditTag as tag } from './vocabulary.ts';

const looksOperation = {
  id: 'listLooks',
  method: 'GET',
  path: '/v1/audit/looks',
  tag,
  summary: 'Who looked at a person or a credential',
  description:
    'When, for what purpose and on whose authorisation, latest first; by the number of a credential or the pseudonym of a person. The look is recorded; the person sees it at /v1/holder/access-records.',
  access,
  query: looksQuery,
  answers: { 200: { description: 'A page.', schema: looksPage } },
  faults: ['cursor-invalid', 'not-found'],
} as const satisfies Operation<z.ZodType, typeof looksQuery, z.ZodType>;

const verificationsOperation = {
  id: 'listVerifications',
  method: 'GET',
  path: '/v1/audit/verifications',
  tag,
  summary: 'What verifiers were answered',
  description:
    'Each with the code of its answer and the entry of the log that holds it. What stood behind an answer can be asked again with `asOf` at /v1/verifications. The look is recorded.',
  access,
  query: verificationsQuery,
  answers: { 200: { description: 'A page, latest first.', schema: looksPage } },
  faults: ['cursor-invalid'],
} as const satisfies Operation<z.ZodType, typeof verificationsQuery, z.ZodType>;

const batchOperation = {
  id: 'getAccessBatch',
  method: 'GET',
  path: '/v1/audit/access-batches/:entry',
  tag,
  summary: 'The records that one entry of the log stands for',
  description:
    'The hashes of all leaves in their order, the root over them, and the root that the entry committed to. The look is recorded.',
  access,
  params: batchParams,
  query: batchQuery,
  answers: { 200: { description: 'Its leaves.', schema: accessBatch } },
  faults: ['not-found'],
} as const satisfies Operation<typeof batchParams, typeof batchQuery, z.ZodType>;

const consistencyOperation = {
  id: 'getConsistency',
  method: 'GET',
  path: '/v1/audit/consistency',
  tag,
  summary: 'Whether the two logs agree',
  description:
    'Gaps, forks and entries out of order, the newest head that the other side cosigned, and the newest of theirs that was seen here. Whoever wants to trust nobody runs `wenjin log verify` and `compare`. The look is recorded.',
  access,
  query: consistencyQuery,
  answers: { 200: { description: 'What was found.', schema: consistency } },
} as const satisfies Operation<z.ZodType, typeof consistencyQuery, z.ZodType>;

export function looksRoutes(router: Router, audit: Audit): void {
  router.mount(looksOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.looks(query, { caller, requestId }),
  }));
  router.mount(verificationsOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.verifications(query, { caller, requestId }),
  }));
  router.mount(consistencyOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.consistency(query, { caller, requestId }),
  }));
  router.mount(batchOperation, async ({ params, query, caller, requestId }) => ({
    status: 200,
    body: await audit.batch(params.entry, query, { caller, requestId }),
  }));
}
