import { z } from 'zod';
import { officerStatementType } from '../access/index.ts';
import { decisionDigest } from '../credentials/index.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { officerOf, officerToken, type Side } from './demo-acts.ts';
import type { KeyFile } from './demo-client.ts';
import { keyPairOf } from './demo-wallet.ts';
import { clock } from './world.ts';

/** What officers decide and approve, each with a signature of their own key over the digest of exactly that. */

function statement(officer: KeyFile, act: string, decisionSha256: string): Promise<string> {
  const { signer } = keyPairOf(officer);
  return signCompactJws(
    { typ: officerStatementType },
    { decision_sha256: decisionSha256, act, officer: officer.id, iat: nowSeconds(clock) },
    signer,
  );
}

const decided = z.object({ id: z.string(), decisionSha256: z.string() });

export async function decide(side: Side, officer: string, decision: Record<string, unknown>) {
  const key = officerOf(side, 'recogniser', officer);
  const signature = await statement(key, 'decide', decisionDigest(decision));
  const token = await officerToken(side, 'recogniser', officer);
  const path = `/v1/applications/${String(decision['applicationId'])}/decisions`;
  return decided.parse((await side.api.post(path, { decision, signature }, { token, expect: 201 })).body);
}

const approved = z.object({ applicationState: z.string(), credentialId: z.string().nullable() });

export async function tryToApprove(
  side: Side,
  officer: string,
  approval: { applicationId: string; decisionId: string; decisionSha256: string },
) {
  const signature = await statement(
    officerOf(side, 'recogniser', officer),
    'approve',
    approval.decisionSha256,
  );
  const token = await officerToken(side, 'recogniser', officer);
  return side.api.post(
    `/v1/applications/${approval.applicationId}/approvals`,
    { approval, signature },
    { token },
  );
}

export async function approve(
  side: Side,
  officer: string,
  approval: { applicationId: string; decisionId: string; decisionSha256: string },
) {
  const called = await tryToApprove(side, officer, approval);
  if (called.status !== 201)
    throw new Error(`the approval was answered ${String(called.status)}: ${JSON.stringify(called.body)}`);
  return approved.parse(called.body);
}

const statusAnswer = z.object({ id: z.string(), state: z.string(), decisionSha256: z.string() });

export async function decideStatus(
  side: Side,
  key: string,
  officer: string,
  decision: Record<string, unknown>,
) {
  const signature = await statement(officerOf(side, key, officer), 'decide', decisionDigest(decision));
  const token = await officerToken(side, key, officer);
  return statusAnswer.parse(
    (await side.api.post('/v1/status-events', { decision, signature }, { token, expect: 201 })).body,
  );
}

export async function approveStatus(
  side: Side,
  key: string,
  officer: string,
  proposed: { id: string; decisionSha256: string },
) {
  const signature = await statement(officerOf(side, key, officer), 'approve', proposed.decisionSha256);
  const token = await officerToken(side, key, officer);
  const body = { decisionSha256: proposed.decisionSha256, signature };
  return statusAnswer.parse(
    (await side.api.post(`/v1/status-events/${proposed.id}/approvals`, body, { token, expect: 200 })).body,
  );
}
