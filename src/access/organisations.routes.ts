import { z } from 'zod';
import { preciseText } from '../kernel/instants.ts';
import { actOf } from '../platform/act.ts';
import { pageQuery } from '../platform/fields.schema.ts';
import type { Input } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import type { Organisation } from './organisation.ts';
import {
  byId,
  ending,
  newOrganisation,
  organisation,
  organisationChanges,
  organisationPage,
} from './organisations.schema.ts';
import type { Organisations } from './organisations.service.ts';

export const registration = {
  tag: 'Access',
  access: { roles: ['operator'], scope: 'organisations:write', purpose: 'node-operation' },
} as const;
export const registrationReading = {
  tag: 'Access',
  access: { roles: ['operator', 'regulator'], scope: 'organisations:read', purpose: 'node-operation' },
} as const;

/** Only an operator registers. */
export function operatorAct(input: Pick<Input<z.ZodType, z.ZodType, z.ZodType>, 'caller' | 'requestId'>) {
  return actOf(input, { role: 'operator', purpose: 'node-operation' });
}

export function organisationRoutes(router: Router, organisations: Organisations): void {
  mountRegistration(router, organisations);
  mountChanges(router, organisations);
  mountEnds(router, organisations);
  mountReading(router, organisations);
}

const exampleOrganisation = {
  kind: 'bank',
  names: { en: 'Example Bank HK', zhHant: '示例銀行（香港）', zhHans: '示例银行（香港）' },
  jurisdiction: 'HK',
  registeredPlace: 'HK',
  gbaEligible: true,
  contractFilingNumber: 'DEMO-GBA-2026-0001',
  purposes: ['verification'],
} as const;

function mountRegistration(router: Router, organisations: Organisations): void {
  router.mountCreation(
    {
      ...registration,
      id: 'registerOrganisation',
      method: 'POST',
      path: '/v1/organisations',
      summary: 'Register an organisation',
      description:
        'Place, GBA eligibility and contract filing decide whether answers to it may hold personal data.',
      body: newOrganisation,
      bodyExamples: { bank: { summary: 'A bank', value: exampleOrganisation } },
      answers: { 201: { description: 'Registered.', schema: organisation } },
    },
    {
      perform: (input, claim) => organisations.register(input.body, claim, operatorAct(input)),
      render: async (id) => shown(await organisations.get(id)),
      location: (id) => `/v1/organisations/${id}`,
    },
  );
}

function mountChanges(router: Router, organisations: Organisations): void {
  router.mountCreation(
    {
      ...registration,
      id: 'changeOrganisation',
      method: 'POST',
      path: '/v1/organisations/:id/changes',
      summary: 'Change what is registered of an organisation',
      description:
        'Names, place, eligibility, contract filing and purposes. In force within half a second everywhere.',
      params: byId,
      body: organisationChanges,
      bodyExamples: {
        filed: { summary: 'A contract was filed', value: { contractFilingNumber: 'DEMO-GBA-2026-0002' } },
      },
      answers: { 200: { description: 'As it is now.', schema: organisation } },
      faults: ['not-found', 'registration-ended'],
    },
    {
      perform: (input, claim) => organisations.change(input.params.id, input.body, claim, operatorAct(input)),
      render: async (id) => shown(await organisations.get(id)),
      location: () => null,
    },
  );
}

function mountEnds(router: Router, organisations: Organisations): void {
  router.mountCreation(
    {
      ...registration,
      id: 'endOrganisation',
      method: 'POST',
      path: '/v1/organisations/:id/ends',
      summary: 'End an organisation',
      description:
        'Its clients and officers get no more tokens, and those they hold are refused within half a second.',
      params: byId,
      body: ending,
      bodyExamples: { ended: { value: { reasonCode: 'contract-ended' } } },
      answers: { 200: { description: 'Ended.', schema: organisation } },
      faults: ['not-found', 'registration-ended'],
    },
    {
      perform: (input, claim) =>
        organisations.end(input.params.id, input.body.reasonCode, claim, operatorAct(input)),
      render: async (id) => shown(await organisations.get(id)),
      location: () => null,
    },
  );
}

function mountReading(router: Router, organisations: Organisations): void {
  router.mount(
    {
      ...registrationReading,
      id: 'listOrganisations',
      method: 'GET',
      path: '/v1/organisations',
      summary: 'List organisations',
      description: 'In the order of registration, also those that ended.',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page.', schema: organisationPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query }) => {
      const { items, next } = await organisations.list(query);
      return { status: 200, body: { items: items.map(shown), next } };
    },
  );
  router.mount(
    {
      ...registrationReading,
      id: 'getOrganisation',
      method: 'GET',
      path: '/v1/organisations/:id',
      summary: 'One organisation',
      description: 'As it is registered now.',
      params: byId,
      answers: { 200: { description: 'The organisation.', schema: organisation } },
      faults: ['not-found'],
    },
    async ({ params }) => ({ status: 200, body: shown(await organisations.get(params.id)) }),
  );
}

function shown({ registeredAt, endedAt, ...rest }: Organisation) {
  return { ...rest, registeredAt: preciseText(registeredAt), endedAt: endedAt && preciseText(endedAt) };
}
