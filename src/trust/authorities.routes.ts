import type { Caller } from '../kernel/caller.ts';
import { rolesOf } from '../kernel/caller.ts';
import type { Act } from '../kernel/event.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Router } from '../platform/router.ts';
import {
  authority,
  authorityPage,
  authorityParams,
  authorityQuery,
  authorityRequest,
  mandate,
  mandateEndRequest,
  mandateParams,
  mandateRequest,
} from './administration.schema.ts';
import type { TrustAdministration } from './administration.service.ts';
import { authorityAnswer, mandateAnswer } from './authority-answers.ts';

export interface AuthoritiesRoutesDependencies {
  readonly administration: TrustAdministration;
  readonly node: Pick<NodeIdentity, 'origin'>;
  readonly clock: Clock;
  /** Of a first key when none is asked for. */
  readonly defaultSuite: 'ES256' | 'Ed25519';
}

const tag = 'Trust';
const open = { roles: ['public'], scope: null, purpose: 'public-information' } as const;
/** The committee decides who is trusted; the operator enters it. Each acts for the purpose of its own role. */
const administering = {
  roles: ['joint-committee', 'operator'],
  scope: 'trust:write',
  purpose: 'agreement-making',
} as const;

/** Who issues on this node, and the mandates that the trust list is made of. */
export function authoritiesRoutes(router: Router, dependencies: AuthoritiesRoutesDependencies): void {
  mountReading(router, dependencies);
  mountRegistration(router, dependencies);
  mountGrant(router, dependencies);
  mountEnd(router, dependencies);
}

function mountReading(router: Router, { administration, node }: AuthoritiesRoutesDependencies): void {
  router.mount(
    {
      id: 'listAuthorities',
      method: 'GET',
      path: '/v1/authorities',
      tag,
      summary: 'Who issues on this node',
      description:
        'The authorities of this side with their mandates. The other side’s are at the other node.',
      access: open,
      query: authorityQuery,
      answers: { 200: { description: 'A page of authorities.', schema: authorityPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query: { limit, cursor } }) => {
      const { items, next } = await administration.authorities({ limit, cursor });
      return { status: 200, body: { items: items.map((one) => authorityAnswer(node.origin, one)), next } };
    },
  );
  router.mount(
    {
      id: 'getAuthority',
      method: 'GET',
      path: '/v1/authorities/:slug',
      tag,
      summary: 'One authority of this side',
      description: 'With every mandate it ever had.',
      access: open,
      params: authorityParams,
      answers: { 200: { description: 'The authority.', schema: authority } },
      faults: ['not-found'],
    },
    async ({ params: { slug } }) => {
      return { status: 200, body: authorityAnswer(node.origin, await administration.authority(slug)) };
    },
  );
}

function mountRegistration(router: Router, dependencies: AuthoritiesRoutesDependencies): void {
  const { administration, node, defaultSuite } = dependencies;
  router.mountCreation(
    {
      id: 'registerAuthority',
      method: 'POST',
      path: '/v1/authorities',
      tag,
      summary: 'Register an authority',
      description: 'It gets a credential key of its own and is on the trust list within a second.',
      access: administering,
      body: authorityRequest,
      bodyExamples: { registrar: { value: examples.authority } },
      answers: { 201: { description: 'The authority.', schema: authority } },
      faults: ['authority-exists', 'trust-list-full'],
    },
    {
      perform: ({ body: { suite, ...facts }, caller, requestId }, claim) =>
        administration.register(
          { ...facts, suite: suite ?? defaultSuite },
          claim,
          administeringAct(caller, requestId),
        ),
      render: async (slug) => authorityAnswer(node.origin, await administration.authority(slug)),
      location: (slug) => `/v1/authorities/${slug}`,
    },
  );
}

function mountGrant(router: Router, { administration, clock }: AuthoritiesRoutesDependencies): void {
  router.mountCreation(
    {
      id: 'grantMandate',
      method: 'POST',
      path: '/v1/authorities/:slug/mandates',
      tag,
      summary: 'Say what an authority may issue',
      description: 'In force in [from, until), for the qualifications named and no others.',
      access: administering,
      params: authorityParams,
      body: mandateRequest,
      bodyExamples: { attest: { value: examples.mandate } },
      answers: { 201: { description: 'The mandate.', schema: mandate } },
      faults: ['not-found', 'qualification-unknown', 'mandate-window', 'trust-list-full'],
    },
    {
      perform: ({ params: { slug }, body, caller, requestId }, claim) => {
        const { action, qualifications: qualificationIds, instrument } = body;
        const validFrom = body.from === undefined ? clock.now() : new Date(body.from);
        const validUntil = body.until === undefined || body.until === null ? null : new Date(body.until);
        const request = { slug, action, qualificationIds, instrument, validFrom, validUntil };
        return administration.grant(request, claim, administeringAct(caller, requestId));
      },
      render: async (id) => mandateAnswer(await administration.mandate(id)),
      location: () => null,
    },
  );
}

function mountEnd(router: Router, { administration }: AuthoritiesRoutesDependencies): void {
  router.mountCreation(
    {
      id: 'endMandate',
      method: 'POST',
      path: '/v1/authorities/:slug/mandates/:id/ends',
      tag,
      summary: 'End a mandate',
      description: 'At once or later, never in the past: what was issued under it stays issued by right.',
      access: administering,
      params: mandateParams,
      body: mandateEndRequest,
      bodyExamples: { now: { value: { reason: 'The register moved to another office.' } } },
      answers: { 201: { description: 'The mandate as it stands now.', schema: mandate } },
      faults: ['not-found', 'mandate-ended', 'mandate-end-past'],
    },
    {
      perform: ({ params, body: { until, reason }, caller, requestId }, claim) => {
        const at = until === undefined ? undefined : new Date(until);
        return administration.end({ ...params, at, reason }, claim, administeringAct(caller, requestId));
      },
      render: async (id) => mandateAnswer(await administration.mandate(id)),
      location: () => null,
    },
  );
}

function administeringAct(caller: Caller, requestId: string): Act {
  const role = rolesOf(caller).includes('joint-committee') ? 'joint-committee' : 'operator';
  const purpose = role === 'joint-committee' ? 'agreement-making' : 'node-operation';
  return actOf({ caller, requestId }, { role, purpose });
}

const examples = {
  authority: {
    slug: 'demo-sz-registrar',
    kind: 'authority',
    names: { en: 'Demo Shenzhen Registrar', zhHant: '示範深圳登記處', zhHans: '示范深圳登记处' },
    contact: 'registrar@sz.wenjin.example',
  },
  mandate: {
    action: 'attest',
    vct: vct.homeAttestation,
    qualifications: ['cn-qcbp-im-cc'],
    from: '2026-01-01T00:00:00Z',
    instrument: 'Demonstration mandate; no real instrument.',
  },
};
