import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { z } from 'zod';
import type { Purpose, Role } from '../../src/kernel/caller.ts';
import type { OrganisationKind } from '../../src/access/index.ts';
import {
  type Callable,
  officerToken,
  registerClient,
  registerOfficer,
  registerOrganisation,
} from '../access/access-node.ts';
import type { TestNode } from '../support/border.ts';

/** Who restricts, holds and reads at a node: by name, with a token of each. */
export interface Offices {
  /** Privacy officers of the node: two people. */
  readonly privacy: readonly [string, string];
  /** Of an authority that knows only its own. */
  readonly registrarPrivacy: string;
  /** Two examiners of this side. */
  readonly examiners: readonly [string, string];
  readonly otherSide: string;
  readonly otherSidePrivacy: string;
}

interface Plan {
  readonly kind: OrganisationKind;
  readonly purpose: Purpose;
  readonly role: Role;
  readonly authority?: string;
  readonly jurisdiction?: 'HK' | 'CN-SZ';
}

export async function openOffices(at: TestNode): Promise<Offices> {
  const { app, contexts, origin, api, register } = at;
  const node = { app, clock: contexts.clock, node: contexts.configuration.node, origin };
  const operator = await api.clientToken(register.operator);
  const open = (plan: Plan): Promise<() => Promise<string>> => openOffice(node, operator, plan);
  const privacy = await open({ kind: 'node-operator', purpose: 'privacy', role: 'privacy-officer' });
  const registrar = await open({
    kind: 'authority',
    purpose: 'privacy',
    role: 'privacy-officer',
    authority: 'demo-hk-registrar',
  });
  const examiner = await open({ kind: 'regulator', purpose: 'supervision', role: 'regulator' });
  const other = await open({
    kind: 'regulator',
    purpose: 'supervision',
    role: 'regulator',
    jurisdiction: 'CN-SZ',
  });
  const otherPrivacy = await open({
    kind: 'node-operator',
    purpose: 'privacy',
    role: 'privacy-officer',
    jurisdiction: 'CN-SZ',
  });
  return {
    privacy: [await privacy(), await privacy()],
    registrarPrivacy: await registrar(),
    examiners: [await examiner(), await examiner()],
    otherSide: await other(),
    otherSidePrivacy: await otherPrivacy(),
  };
}

/** Each call gives the token of one more person. */
async function openOffice(
  node: Callable,
  operator: string,
  { kind, purpose, role, authority, jurisdiction }: Plan,
): Promise<() => Promise<string>> {
  const organisation = await registerOrganisation(node, operator, {
    kind,
    purposes: [purpose],
    ...(authority !== undefined && { authority }),
    ...(jurisdiction !== undefined && { jurisdiction }),
  });
  const client = await registerClient(node, operator, organisation, []);
  return async () => officerToken(node, client, await registerOfficer(node, operator, organisation, [role]));
}

export function getAs(at: TestNode, token: string | undefined, path: string) {
  const call = request(at.app.server).get(path);
  return token === undefined ? call : call.set('authorization', `Bearer ${token}`);
}

export function postAs(
  at: TestNode,
  token: string | undefined,
  path: string,
  body?: object,
  key: string = randomUUID(),
) {
  const call = request(at.app.server).post(path).set('idempotency-key', key);
  if (token !== undefined) call.set('authorization', `Bearer ${token}`);
  return body === undefined ? call : call.send(body);
}

/** What these tests read of a page of events; the whole of it is the reading room's. */
export const eventsPage = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      type: z.string(),
      commitmentHolds: z.boolean().nullable(),
      opening: z.object({ payload: z.record(z.string(), z.unknown()) }).nullable(),
    }),
  ),
});
