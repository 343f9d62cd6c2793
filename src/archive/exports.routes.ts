import Negotiator from 'negotiator';
import type { FastifyRequest } from 'fastify';

import { Fault } from '../kernel/fault.ts';
import { memberOf } from '../kernel/member.ts';
import type { Answer } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import {
  type ExportAnswer,
  exportAnswer,
  exportParams,
  type ExportRequest,
  exportRequest,
  vcJwt,
} from './archive.schema.ts';
import type { Exporting } from './exporting.service.ts';

const mediaType = 'application/vc+jwt';

const common = {
  method: 'POST',
  tag: 'Archive',
  params: exportParams,
  body: exportRequest,
  bodyExamples: {
    bare: { summary: 'Nothing of the person', value: {} },
    named: { summary: 'With a name', value: { claims: ['name_en'], caseReference: 'ARCHIVE-2026-07' } },
    dual: { summary: 'Signed by ML-DSA-44 as well', value: { parallel: ['ML-DSA-44'] } },
  },
  answers: {
    200: {
      description: 'The secured credential.',
      schema: vcJwt,
      mediaType,
      forms: { 'application/json': exportAnswer },
    },
  },
} as const;

const description =
  'The same record as VCDM 2.0, secured by VC-JOSE-COSE and signed now by the authority that issued it: never through a wallet protocol. It has nothing of the person but the `claims` that you choose. With `Accept: application/json`, and whenever `parallel` is asked for, the answer is an ExportAnswer object (`mediaType`, `credential`, and `generalJws` or `parallelSignatures`). Each call signs anew and is an entry of the transparency log.';

export function exportsRoutes(router: Router, { exporting }: { readonly exporting: Exporting }): void {
  router.mount(
    {
      ...common,
      id: 'exportCredential',
      path: '/v1/credentials/:id/vc',
      summary: 'A credential of your authority, for the archive',
      description: `${description} Claims of the person are for officers of the issuing authority, where the place rule allows it; a regulator of this side and systems have none.`,
      access: {
        roles: ['home-registrar', 'host-assessor', 'host-approver', 'bridging-provider', 'regulator'],
        scope: 'credentials:read',
        purpose: 'verification',
      },
      faults: ['not-found', 'claims-not-permitted', 'suite-not-offered', 'not-mandated', 'not-acceptable'],
    },
    async ({ params: { id }, body, caller, requestId, request }) => {
      const form = formOf(request, body);
      return answered(
        form,
        await exporting.export({ id, request: body, caller: memberOf(caller), requestId }),
      );
    },
  );
  router.mount(
    {
      ...common,
      id: 'exportOwnCredential',
      path: '/v1/holder/credentials/:id/vc',
      summary: 'Your own credential, for whoever keeps W3C credentials',
      description,
      access: { roles: ['holder'], scope: 'own:read', purpose: 'own-record' },
      faults: ['not-found', 'suite-not-offered', 'not-mandated', 'not-acceptable'],
    },
    async ({ params: { id }, body, caller, requestId, request }) => {
      if (caller.kind !== 'holder') throw new Fault('not-found');
      const form = formOf(request, body);
      return answered(form, await exporting.export({ id, request: body, caller, requestId }));
    },
  );
}

type Form = typeof mediaType | 'application/json';

/** Asked before anything is signed. A parallel signature has no place in the compact form. */
function formOf({ headers }: FastifyRequest, { parallel }: ExportRequest): Form {
  const forms: Form[] = parallel.length > 0 ? ['application/json'] : [mediaType, 'application/json'];
  const best = new Negotiator({ headers }).mediaType(forms);
  const found = forms.find((each) => each === best);
  if (found === undefined) throw new Fault('not-acceptable', { values: { types: forms.join(', ') } });
  return found;
}

function answered(form: Form, answer: ExportAnswer): Answer {
  const headers = { 'cache-control': 'no-store', vary: 'Accept' };
  return form === mediaType
    ? { status: 200, body: answer.credential, mediaType, headers }
    : { status: 200, body: answer, headers };
}
