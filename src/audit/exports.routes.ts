import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import { exportedText, exportQuery, manifestAnswer, manifestQuery } from './exports.schema.ts';
import type { Exports } from './exports.service.ts';
import { auditAccess as access, auditTag as tag } from './vocabulary.ts';

const faults = [
  'export-closed',
  'export-case-closed',
  'export-not-ready',
  'export-size-unknown',
  'exports-too-many',
] as const;

const fileOperation = {
  id: 'exportActivity',
  method: 'GET',
  path: '/v1/audit/exports/activity',
  tag,
  summary: 'Everything that happened, as a file',
  description:
    'Streamed, oldest first: JSON Lines, or CSV in UTF-8 with a byte order mark (`text/csv`), in which what a spreadsheet would run as a formula has an apostrophe before it. Pinned to a cosigned checkpoint: the same question gives the same octets. The look is recorded.',
  access,
  query: exportQuery,
  answers: { 200: { description: 'The file.', schema: exportedText, mediaType: 'application/jsonl' } },
  faults,
} as const satisfies Operation<z.ZodType, typeof exportQuery, z.ZodType>;

const manifestOperation = {
  id: 'getExportManifest',
  method: 'GET',
  path: '/v1/audit/exports/manifest',
  tag,
  summary: 'What the files of an export must be, signed',
  description:
    'Ask for it first: it names the address of each file. Saved as `manifest.jwt` beside them, `wenjin export verify` checks all offline. The look is recorded.',
  access,
  query: manifestQuery,
  answers: { 200: { description: 'The manifest.', schema: manifestAnswer, mediaType: 'application/jwt' } },
  faults,
} as const satisfies Operation<z.ZodType, typeof manifestQuery, z.ZodType>;

const types = { jsonl: 'application/jsonl; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

export function exportsRoutes(router: Router, exports: Exports): void {
  router.mount(fileOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await exports.file(query, { caller, requestId }),
    mediaType: types[query.format],
    headers: {
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="activity.${query.format}"`,
    },
  }));
  router.mount(manifestOperation, async ({ query, caller, requestId, request }) => ({
    status: 200,
    body: await exports.manifest(query, { caller, requestId }, untilClosed(request)),
    mediaType: 'application/jwt',
    headers: { 'cache-control': 'no-store' },
  }));
}

/** Nobody reads on for a caller who went away. */
function untilClosed({ raw }: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  raw.socket.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}
