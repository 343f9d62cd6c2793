import assert from 'node:assert/strict';
import { preciseText } from '../kernel/instants.ts';
import type { Router } from '../platform/router.ts';
import { accessRecordPage, accessRecordQuery, holderAccessRecordPage } from './access-records.schema.ts';
import type { AccessHistory } from './access-history.service.ts';

type Listed = Awaited<ReturnType<AccessHistory['ofHolder']>>['items'][number];

export function accessRecordRoutes(router: Router, history: AccessHistory): void {
  router.mount(
    {
      id: 'listAccessRecords',
      method: 'GET',
      path: '/v1/access-records',
      tag: 'Access',
      summary: 'Who asked what',
      description:
        'The calls of your own organisation; for a regulator those of all organisations at this node. Authorities and the other node see none.',
      access: {
        roles: ['hr-system', 'verifying-bank', 'regulator'],
        scope: 'access-records:read',
        purpose: 'verification',
      },
      query: accessRecordQuery,
      answers: { 200: { description: 'A page, latest first.', schema: accessRecordPage } },
      faults: ['cursor-invalid'],
    },
    async ({ caller, query }) => {
      assert(caller.kind === 'client' || caller.kind === 'officer', 'the guard let in who is no member');
      const { items, next } = await history.ofMember(caller, query);
      return { status: 200, body: { items: items.map(shown), next } };
    },
  );
  router.mount(
    {
      id: 'listHolderAccessRecords',
      method: 'GET',
      path: '/v1/holder/access-records',
      tag: 'Access',
      summary: 'Who looked at my credentials',
      description: 'Every look at what is bound to the key that you proved to hold.',
      access: { roles: ['holder'], scope: 'own:read', purpose: 'own-record' },
      query: accessRecordQuery,
      answers: { 200: { description: 'A page, latest first.', schema: holderAccessRecordPage } },
      faults: ['cursor-invalid'],
    },
    async ({ caller, query }) => {
      assert(caller.kind === 'holder', 'the guard let in who is no holder');
      const { items, next } = await history.ofHolder(caller, query);
      return { status: 200, body: { items: items.map(shownToHolder), next } };
    },
  );
}

function common(record: Listed) {
  const { id, at, kind, organisationId, organisationNames, purpose, stage, objectIds, result, contentClass } =
    record;
  const organisation =
    organisationId === null || organisationNames === null
      ? null
      : { id: organisationId, names: organisationNames };
  return { id, at: preciseText(at), kind, organisation, purpose, stage, objectIds, result, contentClass };
}

function shown(record: Listed) {
  const { callerName: caller, clientId, officerId, personId, caseReference, requestId } = record;
  return {
    ...common(record),
    caller,
    clientId,
    officerId,
    personId,
    authorisation: authorisationOf(record),
    caseReference,
    requestId,
  };
}

function authorisationOf(record: Listed) {
  const {
    authorisationType: type,
    authorisationReference: reference,
    authorisationScope: scope,
    authorisationExpiresAt: expiresAt,
  } = record;
  return type === null ? null : { type, reference, scope, expiresAt };
}

function shownToHolder(record: Listed) {
  return { ...common(record), authorisationType: record.authorisationType };
}
