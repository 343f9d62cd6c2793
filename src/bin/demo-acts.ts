import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { keyProofType } from '../credentials/index.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { type VerificationResult, verificationResult } from '../verification/index.ts';
import type { KeyFile, NodeClient } from './demo-client.ts';
import type { SyntheticPerson } from './demo-people.ts';
import type { DemoOrganisation, Register } from './demo-register.ts';
import type { Wallet } from './demo-wallet.ts';
import { clock, entropy } from './world.ts';

/** What people and systems of the story do, each by the operations of the contract. */

export interface Side {
  readonly api: NodeClient;
  readonly register: Register;
}

export function organisation({ register }: Side, key: string): DemoOrganisation {
  const found = register.organisations[key];
  if (!found) throw new Error(`there is no organisation ${key}`);
  return found;
}

export function officerOf(side: Side, key: string, name: string): KeyFile {
  const found = organisation(side, key).officers[name];
  if (!found) throw new Error(`there is no officer ${name}`);
  return found;
}

export function officerToken(side: Side, key: string, name: string): Promise<string> {
  return side.api.officerToken(organisation(side, key).client, officerOf(side, key, name));
}

export function clientToken(side: Side, key: string): Promise<string> {
  return side.api.clientToken(organisation(side, key).client);
}

export function holderToken({ api }: Side, wallet: Wallet): Promise<string> {
  return api.holderToken(wallet.key.file, { ...wallet.key.publicJwk });
}

const issued = z.object({
  id: z.string(),
  number: z.string(),
  credential: z.string(),
  record: z.object({ id: z.string() }).nullable(),
});
export type Issued = z.output<typeof issued>;

async function holderOf(side: Side, wallet: Wallet) {
  return {
    jwk: wallet.key.publicJwk,
    proof: await wallet.state(keyProofType, {
      aud: side.api.origin,
      iat: nowSeconds(clock),
      jti: uuidV4(entropy),
    }),
  };
}

const personOf = ({ nameEn, nameZhHant, nameZhHans, birthDate }: SyntheticPerson) => ({
  nameEn,
  nameZhHant,
  nameZhHans,
  birthDate,
});

export interface AwardFacts {
  readonly qualification: string;
  readonly route: string;
  readonly date: string;
  readonly standing: { readonly state: 'current' | 'inactive'; readonly asOf: string };
}

/** A registrar attests, and the person keeps the credential under `name`. */
export async function attest(
  side: Side,
  officer: string,
  person: SyntheticPerson,
  wallet: Wallet,
  award: AwardFacts,
): Promise<Issued> {
  const { qualification, route, date, standing } = award;
  const body = {
    holder: await holderOf(side, wallet),
    person: personOf(person),
    identityNumbers: [person.identityNumber],
    award: { qualification, route, date, certificateNumber: person.certificateNumber, specialisms: [] },
    standing,
  };
  const token = await officerToken(side, 'registrar', officer);
  const answer = issued.parse((await side.api.post('/v1/attestations', body, { token, expect: 201 })).body);
  wallet.keep('home', answer.credential);
  return answer;
}

export async function certifyBridging(
  side: Side,
  person: SyntheticPerson,
  wallet: Wallet,
  passed: { row: string; components: readonly string[]; date: string },
): Promise<Issued> {
  const body = {
    holder: await holderOf(side, wallet),
    person: personOf(person),
    agreement: { id: 'DEMO-1', version: 1, row: passed.row },
    results: passed.components.map((component) => ({ component, outcome: 'passed', date: passed.date })),
  };
  const token = await clientToken(side, 'college');
  const answer = issued.parse(
    (await side.api.post('/v1/bridging-results', body, { token, expect: 201 })).body,
  );
  wallet.keep('bridging', answer.credential);
  return answer;
}

const nonceAnswer = z.object({ nonce: z.string(), audience: z.string() });
const code = z.object({ code: z.string() });
export const applicationView = z.object({
  id: z.string(),
  state: z.string(),
  proposal: z.object({
    id: z.string(),
    outcome: z.string(),
    missing: z.array(code),
    trace: z.array(z.object({ rule: z.int(), outcome: z.string(), code: z.string() })),
  }),
  credentialId: z.string().nullable(),
});
export type ApplicationView = z.output<typeof applicationView>;

const shown = ['name_en', 'name_zh_hant', 'name_zh_hans', 'birth_date'];

export async function nonceOf({ api }: Side) {
  return nonceAnswer.parse((await api.post('/v1/nonces', undefined, { expect: 200 })).body);
}

export async function apply(
  side: Side,
  wallet: Wallet,
  targetQualification: string,
  credential = 'home',
): Promise<ApplicationView> {
  const called = await tryToApply(side, wallet, targetQualification, credential);
  if (called.status !== 201)
    throw new Error(`the application was answered ${String(called.status)}: ${JSON.stringify(called.body)}`);
  return applicationView.parse(called.body);
}

export async function tryToApply(
  side: Side,
  wallet: Wallet,
  targetQualification: string,
  credential: string,
) {
  const { nonce, audience } = await nonceOf(side);
  const token = await holderToken(side, wallet);
  return side.api.post(
    '/v1/applications',
    {
      presentations: [await wallet.present(credential, shown, audience, nonce)],
      nonce,
      targetQualification,
      consent: {
        scope: 'recognition',
        recipient: side.api.origin,
        purpose: 'recognition under DEMO-1',
        items: ['nameEn', 'nameZhHant', 'nameZhHans', 'birthDate'],
        givenAt: clock.now().toISOString(),
      },
    },
    { token },
  );
}

export async function addBridging(
  side: Side,
  wallet: Wallet,
  applicationId: string,
): Promise<ApplicationView> {
  const { nonce, audience } = await nonceOf(side);
  const token = await holderToken(side, wallet);
  const body = { bridging: [await wallet.present('bridging', shown, audience, nonce)], nonce };
  await side.api.post(`/v1/applications/${applicationId}/evidence`, body, { token, expect: 201 });
  return applicationView.parse((await side.api.get(`/v1/applications/${applicationId}`, token)).body);
}

const ownCredentials = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      credential: z.string(),
      issuedAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
});

/** The holder fetches what was issued, and keeps it. */
export async function collect(side: Side, wallet: Wallet, credentialId: string, name: string) {
  const { items } = ownCredentials.parse(
    (await side.api.get('/v1/holder/credentials', await holderToken(side, wallet))).body,
  );
  const found = items.find(({ id }) => id === credentialId);
  if (!found) throw new Error('the credential is not among the holder’s own');
  wallet.keep(name, found.credential);
  return found;
}

export interface Asked {
  readonly credentials: readonly string[];
  readonly caseReference: string;
  readonly asOf?: string;
  readonly receipt?: boolean;
}

export function verificationBody({
  credentials,
  caseReference,
  asOf,
  receipt,
}: Asked): Record<string, unknown> {
  return {
    credentials,
    purpose: 'employment-screening',
    stage: 'pre-offer',
    authorisation: {
      type: 'consent',
      reference: `CONSENT-${caseReference}`,
      scope: 'qualification-check',
      expiresAt: '2036-12-31T00:00:00Z',
    },
    caseReference,
    ...(asOf !== undefined && { asOf }),
    ...(receipt === true && { receipt }),
  };
}

export async function verify(side: Side, asked: Asked): Promise<VerificationResult> {
  const token = await clientToken(side, 'bank');
  return verificationResult.parse(
    (await side.api.post('/v1/verifications', verificationBody(asked), { token, expect: 200 })).body,
  );
}

/** Asks again and again until the answer is the expected one; gives it and how long that took. */
export async function verifyUntil(side: Side, asked: Asked, expected: string, withinMilliseconds: number) {
  const started = performance.now();
  for (;;) {
    const result = await verify(side, asked);
    const milliseconds = Math.round(performance.now() - started);
    if (result.result === expected) return { result, milliseconds };
    if (milliseconds > withinMilliseconds)
      throw new Error(
        `still ${result.result} after ${String(milliseconds)} ms: ${result.messages.verdict.en}`,
      );
    await sleep(50);
  }
}

export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected)
    throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
}
