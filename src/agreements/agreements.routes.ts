import type { Caller, Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import type { Router } from '../platform/router.ts';
import { agreementDocument } from './agreement.schema.ts';
import type { Agreements, Change } from './agreements.service.ts';
import { demonstrationAgreement } from './demonstration.ts';
import { equivalenceRoutes } from './equivalence.routes.ts';
import { publicationOf, summaryOf } from './publication.ts';
import {
  agreementPage,
  agreementPublication,
  agreementsQuery,
  signatureRequest,
  statementRequest,
  versionParams,
} from './publication.schema.ts';
import type { StatementKind } from './vocabulary.ts';

const tag = 'Agreements';
const open = {
  tag,
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;
const committee = {
  tag,
  access: { roles: ['joint-committee'], scope: 'agreements:write', purpose: 'agreement-making' },
} as const;

const created = { description: 'The version as it now stands.', schema: agreementPublication };
const exampleDigest = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg';

export function agreementsRoutes(router: Router, agreements: Agreements): void {
  equivalenceRoutes(router, agreements);
  mountReading(router, agreements);
  mountDrafting(router, agreements);
  mountSigning(router, agreements);
  for (const [kind, path, summary] of statementOperations)
    mountStatement(router, agreements, { kind, path, summary });
}

function mountReading(router: Router, agreements: Agreements): void {
  router.mount(
    {
      ...open,
      id: 'listAgreements',
      method: 'GET',
      path: '/v1/agreements',
      summary: 'Agreements and their versions',
      description:
        'By id, then version, each with its state now. A draft that nobody has signed is shown only to the joint committee of this side.',
      query: agreementsQuery,
      answers: { 200: { description: 'A page of versions.', schema: agreementPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query, caller }) => {
      const page = agreements.page({ ...query, withDrafts: isOwnCommittee(caller, agreements) });
      const at = agreements.now();
      return {
        status: 200,
        body: { items: page.items.map((version) => summaryOf(version, at)), next: page.next },
      };
    },
  );
  router.mount(
    {
      ...open,
      id: 'getAgreementVersion',
      method: 'GET',
      path: '/v1/agreements/:id/versions/:version',
      summary: 'One version, with its signatures',
      description:
        'The document to read, the JWS General JSON that both sides signed, and what either side has said since. The other node takes it from here and verifies it.',
      params: versionParams,
      answers: { 200: { description: 'The version.', schema: agreementPublication } },
      faults: ['not-found'],
    },
    async ({ params, caller }) => {
      const version = await agreements.read({ id: params.id, version: Number(params.version) });
      const isHidden = version?.signatures.length === 0 && !isOwnCommittee(caller, agreements);
      if (version === undefined || isHidden) throw new Fault('not-found');
      return { status: 200, body: publicationOf(version, agreements.now()) };
    },
  );
}

function mountDrafting(router: Router, agreements: Agreements): void {
  router.mountCreation(
    {
      ...committee,
      id: 'draftAgreement',
      method: 'POST',
      path: '/v1/agreements',
      summary: 'Draft a version',
      description:
        'The whole document. Refused when local law or ethics would be exempt without both sides saying so for that component, when a row stays on one side, or when it was coded from what a body publishes by itself.',
      body: agreementDocument,
      bodyExamples: { demonstration: { value: exampleDraft } },
      answers: { 201: created },
      faults: ['agreement-invalid', 'agreement-version-exists', 'agreement-other-side'],
    },
    {
      perform: async (input, claim) => {
        const officer = ownCommittee(input.caller, agreements);
        const reference = `${input.body.id}/${input.body.version}`;
        await agreements.draft(input.body, changeOf(officer, input.requestId, { claim, reference }));
        return { status: 201, reference };
      },
      render: (reference) => render(agreements, reference),
      location: addressOf,
    },
  );
}

function mountSigning(router: Router, agreements: Agreements): void {
  router.mountCreation(
    {
      ...committee,
      id: 'signAgreement',
      method: 'POST',
      path: '/v1/agreements/:id/versions/:version/signatures',
      summary: 'Sign for this side',
      description:
        'The node signs the canonical bytes with its agreement key. In force when both sides have signed, in either order, from the date in the document.',
      params: versionParams,
      body: signatureRequest,
      bodyExamples: { digest: { value: { digest: exampleDigest } } },
      answers: { 201: created },
      faults: ['not-found', 'agreement-digest-differs', 'agreement-already-signed', 'agreement-other-side'],
    },
    {
      perform: async (input, claim) => {
        const officer = ownCommittee(input.caller, agreements);
        const named = { id: input.params.id, version: Number(input.params.version) };
        const reference = `${named.id}/${named.version}`;
        const change = changeOf(officer, input.requestId, { claim, reference });
        await agreements.sign({ ...named, digest: input.body.digest }, change);
        return { status: 201, reference };
      },
      render: (reference) => render(agreements, reference),
      location: addressOf,
    },
  );
}

const statementOperations = [
  ['suspended', 'suspensions', 'Suspend the agreement'],
  ['resumed', 'resumptions', 'Lift the suspension that this side has made'],
  ['terminated', 'terminations', 'End the agreement'],
] as const satisfies readonly (readonly [StatementKind, string, string])[];

const operationIds = {
  suspended: 'suspendAgreement',
  resumed: 'resumeAgreement',
  terminated: 'terminateAgreement',
} as const;

function mountStatement(
  router: Router,
  agreements: Agreements,
  { kind, path, summary }: { readonly kind: StatementKind; readonly path: string; readonly summary: string },
): void {
  router.mountCreation(
    {
      ...committee,
      id: operationIds[kind],
      method: 'POST',
      path: `/v1/agreements/:id/versions/:version/${path}`,
      summary,
      description:
        'A statement of this side, signed by the node and bound to the document. What it does to recognitions the agreement itself says.',
      params: versionParams,
      body: statementRequest,
      bodyExamples: { now: { value: { reasonCode: 'joint-committee-decision' } } },
      answers: { 201: created },
      faults: [
        'not-found',
        'agreement-not-signed',
        'agreement-state-conflict',
        'agreement-effect-backdated',
        'agreement-other-side',
      ],
    },
    {
      perform: async (input, claim) => {
        const officer = ownCommittee(input.caller, agreements);
        const named = { id: input.params.id, version: Number(input.params.version) };
        const reference = `${named.id}/${named.version}`;
        const { reasonCode, effectiveAt } = input.body;
        const statement = {
          ...named,
          statementId: claim.id,
          kind,
          reasonCode,
          effectiveAt: effectiveAt === undefined ? undefined : new Date(effectiveAt),
        };
        await agreements.state(statement, changeOf(officer, input.requestId, { claim, reference }));
        return { status: 201, reference };
      },
      render: (reference) => render(agreements, reference),
      location: addressOf,
    },
  );
}

function isOwnCommittee(caller: Caller, { jurisdiction }: Agreements): boolean {
  return (
    caller.kind === 'officer' &&
    caller.roles.includes('joint-committee') &&
    caller.organisation.jurisdiction === jurisdiction
  );
}

/** A client without an officer, and an officer of the other side, cannot bind this side. */
function ownCommittee(caller: Caller, agreements: Agreements): Officer {
  if (caller.kind !== 'officer' || !isOwnCommittee(caller, agreements))
    throw new Fault('agreement-other-side');
  return caller;
}

function changeOf(
  officer: Officer,
  requestId: string,
  { claim, reference }: { readonly claim: Claim<Transaction>; readonly reference: string },
): Change {
  return {
    act: actOf({ caller: officer, requestId }, { role: 'joint-committee', purpose: 'agreement-making' }),
    recorded: (tx) => claim.record(tx, { status: 201, reference }),
  };
}

async function render(agreements: Agreements, reference: string): Promise<unknown> {
  const [id = '', version = ''] = reference.split('/');
  const found = await agreements.read({ id, version: Number(version) });
  return found && publicationOf(found, agreements.now());
}

function addressOf(reference: string): string {
  const [id, version] = reference.split('/');
  return `/v1/agreements/${id}/versions/${version}`;
}

const exampleDraft = demonstrationAgreement({
  inForceFrom: '2026-01-01',
  parties: [
    { jurisdiction: 'HK', origin: 'https://hk.wenjin.example', authority: 'demo-hk-recognition' },
    { jurisdiction: 'CN-SZ', origin: 'https://sz.wenjin.example', authority: 'demo-sz-recognition' },
  ],
});
