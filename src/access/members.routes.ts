import { z } from 'zod';
import { preciseText } from '../kernel/instants.ts';
import { pageQuery } from '../platform/fields.schema.ts';
import type { Router } from '../platform/router.ts';
import type { Registry } from './members.service.ts';
import type { Client, OfficerRegistration } from './organisation.ts';
import { operatorAct, registration, registrationReading } from './organisations.routes.ts';
import {
  byId,
  client,
  clientPage,
  ending,
  newClient,
  newOfficer,
  officer,
  officerPage,
} from './organisations.schema.ts';
import { grantableScopes } from './roles.ts';

const exampleKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
} as const;

const registrationFaults = [
  'not-found',
  'registration-ended',
  'role-not-available',
  'key-unusable',
  'key-already-registered',
] as const;

export function memberRoutes(router: Router, registry: Registry): void {
  mountClients(router, registry);
  mountOfficers(router, registry);
  mountEnds(router, registry);
  mountLists(router, registry);
}

function mountClients(router: Router, registry: Registry): void {
  router.mountCreation(
    {
      ...registration,
      id: 'registerClient',
      method: 'POST',
      path: '/v1/organisations/:id/clients',
      summary: 'Register a client',
      description: 'A program of the organisation, with the roles it calls in and its public key.',
      params: byId,
      body: newClient,
      bodyExamples: {
        bank: {
          summary: 'A bank that verifies',
          value: { label: 'Screening', roles: ['verifying-bank'], publicJwk: exampleKey },
        },
      },
      answers: { 201: { description: 'Registered; `id` is the client_id.', schema: client } },
      faults: registrationFaults,
    },
    {
      perform: (input, claim) =>
        registry.registerClient(input.body, {
          organisationId: input.params.id,
          claim,
          act: operatorAct(input),
        }),
      render: async (id) => shownClient(await registry.client(id)),
      location: () => null,
    },
  );
}

function mountOfficers(router: Router, registry: Registry): void {
  router.mountCreation(
    {
      ...registration,
      id: 'registerOfficer',
      method: 'POST',
      path: '/v1/organisations/:id/officers',
      summary: 'Register an officer',
      description:
        'A key of one natural person. The person is a random identifier, repeated when the same person is registered again, also elsewhere.',
      params: byId,
      body: newOfficer,
      bodyExamples: {
        assessor: { summary: 'Somebody new', value: { roles: ['host-assessor'], publicJwk: exampleKey } },
      },
      answers: { 201: { description: 'Registered.', schema: officer } },
      faults: [...registrationFaults, 'person-unknown'],
    },
    {
      perform: (input, claim) =>
        registry.registerOfficer(input.body, {
          organisationId: input.params.id,
          claim,
          act: operatorAct(input),
        }),
      render: async (id) => shownOfficer(await registry.officer(id)),
      location: () => null,
    },
  );
}

function mountEnds(router: Router, registry: Registry): void {
  const end = {
    ...registration,
    method: 'POST',
    params: byId,
    body: ending,
    bodyExamples: { left: { value: { reasonCode: 'left-the-organisation' } } },
    description: 'No more tokens; those in use are refused within half a second.',
    faults: ['not-found', 'registration-ended'],
  } as const;
  router.mountCreation(
    {
      ...end,
      id: 'endClient',
      path: '/v1/clients/:id/ends',
      summary: 'End a client',
      answers: { 200: { description: 'Ended.', schema: client } },
    },
    {
      perform: ({ params, body, ...input }, claim) =>
        registry.endClient(params.id, body.reasonCode, claim, operatorAct(input)),
      render: async (id) => shownClient(await registry.client(id)),
      location: () => null,
    },
  );
  router.mountCreation(
    {
      ...end,
      id: 'endOfficer',
      path: '/v1/officers/:id/ends',
      summary: 'End an officer',
      answers: { 200: { description: 'Ended.', schema: officer } },
    },
    {
      perform: ({ params, body, ...input }, claim) =>
        registry.endOfficer(params.id, body.reasonCode, claim, operatorAct(input)),
      render: async (id) => shownOfficer(await registry.officer(id)),
      location: () => null,
    },
  );
}

function mountLists(router: Router, registry: Registry): void {
  const list = {
    ...registrationReading,
    method: 'GET',
    params: byId,
    query: z.strictObject(pageQuery),
    description: 'In the order of registration, also those that ended.',
    faults: ['not-found', 'cursor-invalid'],
  } as const;
  router.mount(
    {
      ...list,
      id: 'listClients',
      path: '/v1/organisations/:id/clients',
      summary: 'Clients of an organisation',
      answers: { 200: { description: 'A page.', schema: clientPage } },
    },
    async ({ params, query }) => {
      const { items, next } = await registry.clients(params.id, query);
      return { status: 200, body: { items: items.map(shownClient), next } };
    },
  );
  router.mount(
    {
      ...list,
      id: 'listOfficers',
      path: '/v1/organisations/:id/officers',
      summary: 'Officers of an organisation',
      answers: { 200: { description: 'A page.', schema: officerPage } },
    },
    async ({ params, query }) => {
      const { items, next } = await registry.officers(params.id, query);
      return { status: 200, body: { items: items.map(shownOfficer), next } };
    },
  );
}

function shownClient({ publicJwk: _jwk, thumbprint, registeredAt, endedAt, ...rest }: Client) {
  return {
    ...rest,
    scopes: grantableScopes(rest.roles),
    keyThumbprint: thumbprint,
    registeredAt: preciseText(registeredAt),
    endedAt: endedAt && preciseText(endedAt),
  };
}

function shownOfficer({ publicJwk: _jwk, thumbprint, registeredAt, endedAt, ...rest }: OfficerRegistration) {
  return {
    ...rest,
    scopes: grantableScopes(rest.roles),
    keyThumbprint: thumbprint,
    registeredAt: preciseText(registeredAt),
    endedAt: endedAt && preciseText(endedAt),
  };
}
