import { Fault } from '../kernel/fault.ts';
import type { Answer, ErrorForm } from '../platform/operation.ts';
import { statusOf } from '../platform/problem.ts';
import type { Router } from '../platform/router.ts';
import { textMediaType } from '../platform/texts.ts';
import { addCheckpointBytesMax } from './add-checkpoint.ts';
import { addCheckpointBody, noteText, plainText, witnessedParams } from './log.schema.ts';
import type { CosignatureAnswer, Witness } from './witness.service.ts';

const tag = 'Transparency log';
const textType = 'text/plain; charset=utf-8';
const sizeType = 'text/x.tlog.size';

/** C2SP tlog-witness: bodies are plain text both ways. */
const textErrors: ErrorForm = (fault) => ({
  status: statusOf(fault.code),
  body: `${fault.code}\n`,
  mediaType: textType,
});

export function witnessRoutes(router: Router, witness: Witness): void {
  mountAddCheckpoint(router, witness);
  mountWitnessed(router, witness);
}

function mountAddCheckpoint(router: Router, witness: Witness): void {
  const text = (description: string, mediaType: string = textMediaType) => ({
    description,
    schema: plainText,
    mediaType,
  });
  router.mount(
    {
      id: 'addCheckpoint',
      method: 'POST',
      path: '/witness/add-checkpoint',
      tag,
      summary: 'Have a checkpoint of the other side’s log cosigned',
      description:
        'C2SP tlog-witness. The signature of the log authenticates the call. What is cosigned is on disk before the answer.',
      access: { roles: ['peer'], scope: null, purpose: 'node-exchange' },
      body: addCheckpointBody,
      bodyMediaType: textMediaType,
      bodyBytesMax: addCheckpointBytesMax,
      errorForm: textErrors,
      answers: {
        200: text('The cosignature, as a line of a signed note.'),
        400: text('Not such a call, or the old size is larger than the checkpoint’s.'),
        403: text('No trusted key signed it, or a signature under the name of one is not its.'),
        404: text('No log of this name is witnessed here.'),
        409: text('Another size was cosigned last: the one in the body.', sizeType),
        413: text('Larger than 64 KiB.'),
        422: text('It does not continue what was cosigned.'),
        429: text('Too often.'),
        503: text('The database is away.'),
      },
    },
    async ({ body }) => answerOf(await witness.addCheckpoint(body)),
  );
}

function answerOf(answer: CosignatureAnswer): Answer {
  const refused = (status: number, reason: string): Answer => ({
    status,
    body: `${reason}\n`,
    mediaType: textType,
  });
  switch (answer.kind) {
    case 'cosigned':
      return { status: 200, body: answer.lines, mediaType: textType };
    case 'malformed':
      return refused(400, 'malformed');
    case 'backwards':
      return refused(400, 'old size larger than the checkpoint');
    case 'untrusted':
      return refused(403, 'no signature of a trusted key');
    case 'unknown-log':
      return refused(404, 'unknown log');
    case 'stale':
      return { status: 409, body: `${answer.size}\n`, mediaType: sizeType };
    case 'inconsistent':
      return refused(422, 'not consistent with what was cosigned');
  }
}

function mountWitnessed(router: Router, witness: Witness): void {
  router.mount(
    {
      id: 'getWitnessedCheckpoint',
      method: 'GET',
      path: '/witness/:log/checkpoint',
      tag,
      summary: 'The newest checkpoint that was cosigned here',
      description:
        'C2SP tlog-witness, for monitors: `log` is the SHA-256 of the log’s origin in hexadecimal. Two witnesses that show heads which contradict each other prove a fork.',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      params: witnessedParams,
      answers: { 200: { description: 'The note.', schema: noteText, mediaType: textMediaType } },
      faults: ['not-found'],
    },
    async ({ params }) => {
      const body = await witness.checkpoint(params.log);
      if (body === undefined) throw new Fault('not-found');
      const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-cache' };
      return { status: 200, body, mediaType: textType, headers };
    },
  );
}
