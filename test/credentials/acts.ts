import { randomUUID } from 'node:crypto';
import { keyProofType } from '../../src/credentials/index.ts';
import { decisionDigest } from '../../src/credentials/index.ts';
import { credentialFacts, statusEvent } from '../../src/credentials/credentials.schema.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { parseStrictObject } from '../../src/kernel/strict-json.ts';
import { syntheticHkid } from '../../src/vault/index.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { type Registry, type RegisteredOfficer, registrar } from './registry.ts';

/** What the people of these tests do, by the operations of the contract. */

let counter = 0;
/** Another invented person each time. */
export function somebody() {
  counter += 1;
  return {
    key: softwareSigner(),
    person: { nameEn: `DEMO Person ${String(counter)}`, nameZhHant: '示範', birthDate: '1993-07-21' },
    hkid: { type: 'hkid' as const, number: syntheticHkid(100_000 + counter) },
    certificateNumber: `DEMO-ACRP-2023-${String(counter).padStart(5, '0')}`,
  };
}
export type Somebody = ReturnType<typeof somebody>;

export async function holderOf(
  { clock, node }: Pick<Registry, 'clock' | 'node'>,
  key: SoftwareSigner,
  claims: Record<string, unknown> = {},
) {
  const payload = { aud: node.origin, iat: epochSeconds(clock.now()), jti: randomUUID(), ...claims };
  return { jwk: key.jwk, proof: await signCompactJws({ typ: keyProofType }, payload, key) };
}

export async function attestationBody(
  registry: Registry,
  who: Somebody,
  changes: { award?: object; standing?: object; person?: object; identityNumbers?: object[] } = {},
) {
  return {
    holder: await holderOf(registry, who.key),
    person: changes.person ?? who.person,
    identityNumbers: changes.identityNumbers ?? [who.hkid],
    award: {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      certificateNumber: who.certificateNumber,
      specialisms: [],
      ...changes.award,
    },
    standing: { state: 'current', asOf: '2026-05-28', ...changes.standing },
  };
}

export async function attest(
  registry: Registry,
  who: Somebody = somebody(),
  changes: Parameters<typeof attestationBody>[2] = {},
) {
  const answer = await registry.post(
    'registrar',
    '/v1/attestations',
    await attestationBody(registry, who, changes),
  );
  if (answer.status !== 201) throw new Error(`attesting: ${JSON.stringify(answer.body)}`);
  return { ...issuedOf(answer.body), who };
}

export type Issued = ReturnType<typeof issuedOf>;

/** The answer by its published schema, and what the signed payload says. */
export function issuedOf(body: unknown) {
  const facts = credentialFacts.parse(body);
  const credential = facts.credential ?? '';
  const payload = payloadOf(credential);
  const { status_list: own } = payload.status;
  return { facts, credential, payload, own, record: payload.record };
}

interface Payload {
  readonly [claim: string]: unknown;
  readonly status: { readonly status_list: { uri: string; idx: number } };
  readonly record: { readonly id: string; readonly status_list: { uri: string; idx: number } };
}

export function payloadOf(sdJwt: string): Payload {
  const [, payload = ''] = sdJwt.split('.');
  const parsed = parseStrictObject(Buffer.from(payload, 'base64url'));
  if (!parsed.ok) throw new Error(`the payload does not read: ${parsed.reason}`);
  const { status, record, ...rest } = parsed.value;
  return JSON.parse(JSON.stringify({ ...rest, status, record }));
}

/** Signs and sends; gives the answer as it came. */
export async function tryToDecide(
  registry: Registry,
  name: string,
  by: RegisteredOfficer,
  decision: object,
  reason?: string,
) {
  const signature = await registry.statement(by, 'decide', decisionDigest(decision));
  return registry.post(name, '/v1/status-events', {
    decision,
    signature,
    ...(reason !== undefined && { reason }),
  });
}

export async function decide(registry: Registry, name: string, by: RegisteredOfficer, decision: object) {
  const answer = await tryToDecide(registry, name, by, decision);
  if (answer.status !== 201) throw new Error(`deciding: ${JSON.stringify(answer.body)}`);
  return statusEvent.parse(answer.body);
}

export async function say(
  registry: Registry,
  { name, by, statement }: { name: string; by: RegisteredOfficer; statement: 'approve' | 'reject' },
  event: { id: string; decisionSha256: string },
) {
  const signature = await registry.statement(by, statement, event.decisionSha256);
  const path = statement === 'approve' ? 'approvals' : 'rejections';
  return registry.post(name, `/v1/status-events/${event.id}/${path}`, {
    decisionSha256: event.decisionSha256,
    signature,
  });
}

export const ofRecord = (id: string, kind: string, facet = 'standing', more: object = {}) => ({
  object: { type: 'record', id },
  kind,
  facet,
  reasonCode: 'not-stated',
  ...more,
});

export const ofCredential = (id: string, kind: string, more: object = {}) => ({
  object: { type: 'credential', id },
  kind,
  facet: 'credential',
  reasonCode: 'under-review',
  ...(kind === 'suspend' && { reviewOn: '2026-09-01' }),
  ...more,
});

export interface Staff {
  readonly first: RegisteredOfficer;
  readonly second: RegisteredOfficer;
}

/** Two registrars, their system, another registry, and those who may only look on. */
export async function staff(registry: Registry): Promise<Staff> {
  const organisationId = await registry.organisation(registrar, 'authority');
  const roles = ['home-registrar'] as const;
  const first = await registry.officer('registrar', { organisationId, roles });
  const second = await registry.officer('second', { organisationId, roles });
  registry.client('registry-system', { roles, authority: registrar });
  registry.client('college', { roles: ['bridging-provider'], authority: 'demo-bridging-college' });
  registry.client('bank', { roles: ['verifying-bank'] });
  registry.client('examiner', { roles: ['regulator'] });
  registry.client('their-examiner', { roles: ['regulator'], jurisdiction: 'CN-SZ' });
  return { first, second };
}
