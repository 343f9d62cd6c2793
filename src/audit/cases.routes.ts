import type { Router } from '../platform/router.ts';
import {
  caseParams,
  casesQuery,
  caseWordBody,
  disclosureCase,
  disclosureCasePage,
  exampleApproval,
  exampleCase,
  exampleRefusal,
  newCase,
} from './cases.schema.ts';
import type { Cases } from './cases.service.ts';
import { auditTag as tag } from './vocabulary.ts';

const roles = ['regulator', 'privacy-officer'] as const;
const path = '/v1/audit/disclosure-cases';
const reading = { roles, scope: 'events:read', purpose: 'supervision' } as const;
const deciding = { roles, scope: 'disclosure:write', purpose: 'supervision' } as const;

const wordFaults = [
  'not-found',
  'officer-required',
  'disclosure-other-side',
  'disclosure-decided',
  'subject-erased',
] as const;

export function casesRoutes(router: Router, cases: Cases): void {
  mountOpening(router, cases);
  mountWords(router, cases);
  router.mount(
    {
      id: 'listDisclosureCases',
      method: 'GET',
      path,
      tag,
      summary: 'Cases of identified reading across the boundary',
      description:
        'The first opened first: to a regulator of the other side those of its organisation. The look is recorded.',
      access: reading,
      query: casesQuery,
      answers: { 200: { description: 'A page.', schema: disclosureCasePage } },
      faults: ['cursor-invalid'],
    },
    async ({ query, caller, requestId }) => ({
      status: 200,
      body: await cases.list(query, { caller, requestId }),
    }),
  );
  router.mount(
    {
      id: 'getDisclosureCase',
      method: 'GET',
      path: `${path}/:id`,
      tag,
      summary: 'One case of identified reading across the boundary',
      description: 'With every step and where the log proves it. The look is recorded.',
      access: reading,
      params: caseParams,
      answers: { 200: { description: 'The case.', schema: disclosureCase } },
      faults: ['not-found'],
    },
    async ({ params, caller, requestId }) => ({
      status: 200,
      body: await cases.read(params.id, { caller, requestId }),
    }),
  );
}

function mountOpening(router: Router, cases: Cases): void {
  router.mountCreation(
    {
      id: 'openDisclosureCase',
      method: 'POST',
      path,
      tag,
      summary: 'Ask to see who a person is, from the other side',
      description:
        'By an officer of a regulator of the other side, on a legal basis of this side. Nothing is shown until two other persons, officers of this side, have approved; then whoever of the same organisation names the case as `caseReference` reads that one person identified, until the date.',
      access: { ...deciding, roles: ['regulator'] },
      body: newCase,
      bodyExamples: { order: { summary: 'By the number of a credential', value: exampleCase } },
      answers: { 201: { description: 'Opened, and pending.', schema: disclosureCase } },
      faults: [
        'not-found',
        'officer-required',
        'subject-erased',
        'disclosure-not-across',
        'disclosure-basis-other-side',
        'disclosure-until',
      ],
    },
    {
      perform: ({ body, caller, requestId }, claim) => cases.open(body, { caller, requestId }, claim),
      render: (id) => cases.shown(id),
      location: (id) => `${path}/${id}`,
    },
  );
}

function mountWords(router: Router, cases: Cases): void {
  router.mountCreation(
    {
      id: 'approveDisclosureCase',
      method: 'POST',
      path: `${path}/:id/approvals`,
      tag,
      summary: 'Approve a case',
      description:
        'By a regulator of this side, the privacy officer of the node, or that of the issuer. It takes two natural persons, neither of whom opened it.',
      access: deciding,
      params: caseParams,
      body: caseWordBody,
      bodyExamples: { approval: { value: exampleApproval } },
      answers: { 200: { description: 'Approved by you.', schema: disclosureCase } },
      faults: [...wordFaults, 'disclosure-same-person'],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        cases.approve(params.id, body, { caller, requestId }, claim),
      render: (id) => cases.shown(id),
      location: () => null,
    },
  );
  router.mountCreation(
    {
      id: 'refuseDisclosureCase',
      method: 'POST',
      path: `${path}/:id/refusals`,
      tag,
      summary: 'Refuse a case, or close one that was approved',
      description: 'By whoever may approve; one of them is enough, and nothing is shown from then on.',
      access: deciding,
      params: caseParams,
      body: caseWordBody,
      bodyExamples: { refusal: { value: exampleRefusal } },
      answers: { 200: { description: 'Refused or closed.', schema: disclosureCase } },
      faults: wordFaults,
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        cases.refuse(params.id, body, { caller, requestId }, claim),
      render: (id) => cases.shown(id),
      location: () => null,
    },
  );
}
