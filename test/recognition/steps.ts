import { randomUUID } from 'node:crypto';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { applicationAnswer, approvalAnswer, decisionAnswer } from '../../src/recognition/index.ts';
import type { SoftwareSigner } from '../kernel/software-signer.ts';
import { bridgingClaims, college, homeClaims, issued, recogniserIss, shown } from './border.ts';
import type { Desk, RegisteredOfficer } from './desk.ts';

/** The steps of an application, as a holder and two officers take them. */

const target = 'hk-ecf-crm-core';

export const consent = {
  scope: 'recognition of one qualification',
  recipient: recogniserIss,
  purpose: 'recognition',
  items: ['nameEn', 'nameZhHans', 'birthDate'],
  givenAt: '2026-06-01T01:59:00Z',
};

export interface Offer {
  readonly home?: JsonObject;
  readonly bridging?: readonly JsonObject[];
  readonly body?: JsonObject;
  readonly nonce?: string;
}

/** The body of an application; `home` and `bridging` change the claims of what is shown. */
export async function applicationBody(desk: Desk, holder: SoftwareSigner, offer: Offer = {}) {
  const nonce = offer.nonce ?? (await desk.nonce());
  const issuedAt = epochSeconds(desk.clock.now());
  const home = await issued({ ...homeClaims(holder), ...offer.home });
  const bridging = (offer.bridging ?? []).map(async (changes) =>
    shown(await issued({ ...bridgingClaims(holder), ...changes }, college), {
      nonce,
      holder,
      issuedAt,
      chosen: [],
    }),
  );
  return {
    presentations: [await shown(home, { nonce, holder, issuedAt })],
    ...(offer.bridging && { bridging: await Promise.all(bridging) }),
    nonce,
    targetQualification: target,
    consent,
    ...offer.body,
  };
}

export async function apply(desk: Desk, name: string, holder: SoftwareSigner, offer: Offer = {}) {
  const answer = await desk.post(name, '/v1/applications', await applicationBody(desk, holder, offer));
  if (answer.status !== 201) throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`);
  return applicationAnswer.parse(answer.body);
}

export async function evidenceBody(desk: Desk, holder: SoftwareSigner, changes: JsonObject = {}) {
  const { bridging = [], nonce } = await applicationBody(desk, holder, { bridging: [changes] });
  return { bridging, nonce };
}

export const digestOf = (decision: object): string => sha256Base64url(canonicalBytes(decision));

export const statement = (
  desk: Desk,
  { caller, key }: RegisteredOfficer,
  of: { decisionSha256: string; act: string },
  changes: JsonObject = {},
): Promise<string> =>
  signCompactJws(
    { typ: 'wenjin-decision+jws', kid: key.kid },
    {
      decision_sha256: of.decisionSha256,
      act: of.act,
      officer: caller.officerId,
      iat: epochSeconds(desk.clock.now()),
      ...changes,
    },
    key,
  );

export interface Decided {
  readonly id: string;
  readonly proposal: { readonly id: string };
}

export async function decisionBody(
  desk: Desk,
  officer: RegisteredOfficer,
  { id, proposal }: Decided,
  changes: object = {},
) {
  const decision = {
    applicationId: id,
    proposalId: proposal.id,
    outcome: 'recognised-with-conditions',
    override: false,
    ...changes,
  };
  const signature = await statement(desk, officer, { decisionSha256: digestOf(decision), act: 'decide' });
  return { decision, signature };
}

export async function decide(
  desk: Desk,
  [name, officer]: readonly [string, RegisteredOfficer],
  application: Decided,
  changes: object = {},
) {
  const body = await decisionBody(desk, officer, application, changes);
  const answer = await desk.post(name, `/v1/applications/${application.id}/decisions`, body);
  if (answer.status !== 201) throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`);
  return decisionAnswer.parse(answer.body);
}

export interface Waiting {
  readonly id: string;
  readonly applicationId: string;
  readonly decisionSha256: string;
}

export async function approvalBody(
  desk: Desk,
  officer: RegisteredOfficer,
  { id, applicationId, decisionSha256 }: Waiting,
  changes: { verdict?: 'approve' | 'return'; note?: string } = {},
) {
  const approval = { applicationId, decisionId: id, decisionSha256, ...changes };
  const signature = await statement(desk, officer, { decisionSha256, act: changes.verdict ?? 'approve' });
  return { approval, signature };
}

export async function approve(
  desk: Desk,
  [name, officer]: readonly [string, RegisteredOfficer],
  decision: Waiting,
  changes: { verdict?: 'approve' | 'return'; note?: string } = {},
) {
  const body = await approvalBody(desk, officer, decision, changes);
  const answer = await desk.post(name, `/v1/applications/${decision.applicationId}/approvals`, body);
  if (answer.status !== 201) throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`);
  return approvalAnswer.parse(answer.body);
}

export const unknownId = (): string => randomUUID();
