import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { presentation } from '../../src/formats/index.ts';
import { type VerificationRequest, verificationResult } from '../../src/verification/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  ask,
  bank,
  desk,
  from,
  holder,
  homePayload,
  issue,
  now,
  receipts,
  recognitionPayload,
  recogniser,
  registrar,
  show,
  type Turned,
} from './border.ts';

const home = await issue(homePayload);
const recognition = await issue(recognitionPayload);
const both = [await show(home), await show(recognition)];

async function verify(
  credentials: readonly string[],
  turned: Turned = {},
  more: Partial<VerificationRequest> = {},
) {
  const { verification, records } = desk(turned);
  const result = await verification.verify(ask(credentials, more), from);
  expect(verificationResult.safeParse(result).error).toBeUndefined();
  return { result, records, verification };
}
const failed = (result: { checks: readonly { outcome: string; code: string }[] }) =>
  result.checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);

describe('a home credential and its recognition', () => {
  test('are answered together, by facets, with conditions and what is not conferred', async () => {
    const { result, records } = await verify(both);
    expect(result.result).toBe('VALID_WITH_CONDITIONS');
    expect(failed(result)).toEqual([]);
    expect(result.facets).toMatchObject({
      award: {
        state: 'intact',
        qualification: 'cn-qcbp-im-cc',
        route: 'examination',
        awardDate: '2019-12-02',
      },
      homeStanding: { state: 'current' },
      recognition: {
        state: 'in-force',
        number: 'HK-R-0001',
        target: 'hk-ecf-crm-core',
        agreement: { id: 'DEMO-1', version: 1, row: 'i03' },
      },
      conditions: [{ code: 'engagement', text: { en: 'Certification requires engagement.' } }],
      notConferred: [{ code: 'acrp-title' }],
    });
    expect(result.messages.verdict.en).toBe(
      'Authentic and in force as at 2026-06-01T02:00:00Z, subject to the conditions listed.',
    );
    expect(result.messages.query).toBeUndefined();
    expect(result.disclosed).toEqual({
      name_en: 'SHEN Zhiyuan',
      name_zh_hans: '沈知远',
      birth_date: '1994-03-12',
    });
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      caller: bank,
      caseReference: 'HR-1',
      purpose: 'employment-screening',
      objectIds: ['SZ-0001', 'HK-R-0001'],
      result: 'VALID_WITH_CONDITIONS',
    });
  });

  test('where place does not allow it, the answer comes without personal data and says so', async () => {
    const { result } = await verify(both, { personalData: false });
    expect(result.disclosed).toBeUndefined();
    expect(result.personalData).toMatchObject({ included: false, reason: { en: 'because' } });
    expect(JSON.stringify(result)).not.toMatch(/SHEN Zh|沈|1994-03-12/);
  });

  test('only what the holder chose to disclose is in the answer', async () => {
    const { result } = await verify([await show(home, []), await show(recognition, [])]);
    expect(result.disclosed).toEqual({ name_zh_hans: '沈知远' });
  });

  test.each<[string, Turned, string]>([
    ['suspended at home, by an agreement that acts at once', { status: { 2: 2 } }, 'SUSPENDED'],
    [
      'suspended at home, where a person decides',
      { status: { 2: 2 }, terms: { onHomeSuspension: 'propose' } },
      'INCONCLUSIVE',
    ],
    ['the recognition itself suspended', { status: { 3: 2 } }, 'SUSPENDED'],
    ['the recognition ended', { status: { 3: 1 } }, 'TERMINATED'],
    ['the recognition replaced', { status: { 3: 3 } }, 'SUPERSEDED'],
    ['the award ended, the host undecided', { status: { 2: 1 } }, 'INCONCLUSIVE'],
    ['the host’s status out of reach', { status: { 3: 'unknown' } }, 'INCONCLUSIVE'],
    ['the record’s status out of reach', { status: { 2: 'unknown' } }, 'INCONCLUSIVE'],
    ['the agreement unknown', { terms: 'none' }, 'INCONCLUSIVE'],
    [
      'the agreement terminated, recognitions kept',
      { terms: { state: 'terminated', onTermination: 'keep' } },
      'VALID_WITH_CONDITIONS',
    ],
    [
      'the agreement terminated, recognitions expire',
      { terms: { state: 'terminated', onTermination: 'expire-at-term' } },
      'EXPIRED',
    ],
    ['the agreement suspended', { terms: { state: 'suspended' } }, 'INCONCLUSIVE'],
    ['no mandate', { mandated: false }, 'ISSUER_NOT_MANDATED'],
    ['the trust list too old', { fresh: false }, 'INCONCLUSIVE'],
    ['the key reported compromised', { keys: { compromisedAt: now } }, 'INCONCLUSIVE'],
    ['the key not yet in use at issuance', { keys: { signFrom: now } }, 'SIGNATURE_INVALID'],
    ['the key retired before issuance', { keys: { signUntil: new Date('2020-01-01') } }, 'SIGNATURE_INVALID'],
    ['a demonstration credential at a production node', { demonstration: false }, 'ISSUER_NOT_MANDATED'],
  ])('%s', async (_name, turned, code) => {
    const { result } = await verify(both, turned);
    expect(result.result).toBe(code);
    const query =
      code === 'VALID_WITH_CONDITIONS'
        ? undefined
        : `To query or correct this, quote ${result.id} to query@hk.wenjin.example.`;
    expect(result.messages.query?.en).toBe(query);
  });

  test('a suspension leaves the award facet alone and shows since when and the review date', async () => {
    const { result } = await verify(both, {
      status: { 2: 2, 3: 2 },
      detail: { kind: 'suspend', effectiveAt: '2026-05-30T01:00:00Z', reviewOn: '2026-08-28' },
    });
    expect(result.facets.award.state).toBe('intact');
    expect(result.facets.homeStanding.state).toBe('suspended');
    expect(result.messages.verdict.en).toBe(
      'Suspended since 2026-05-30. Suspension alone is not a finding of misconduct.',
    );
    expect(result.nextReviewAt).toBe('2026-08-28');
    expect(result.statusDetails).toMatchObject([{ subject: 'recognition', kind: 'suspend' }]);
  });

  test('of two people do not belong together', async () => {
    const other = await issue({ ...homePayload, cnf: { jwk: softwareSigner().jwk } });
    const { result } = await verify([await show(other), await show(recognition)]);
    expect([result.result, failed(result)]).toEqual(['INCONCLUSIVE', ['home-link']]);
  });

  test('another record does not belong to the recognition', async () => {
    const other = await issue({
      ...homePayload,
      record: { ...homePayload.record, id: '00000000-0000-4000-8000-000000000000' },
    });
    const { result } = await verify([await show(other), await show(recognition)]);
    expect(result.result).toBe('INCONCLUSIVE');
  });

  test('renewal at home leaves the recognition untouched: the record is what links', async () => {
    const renewed = await issue({ ...homePayload, number: 'SZ-0002', iat: homePayload.iat + 600 });
    expect((await verify([await show(renewed), await show(recognition)])).result.result).toBe(
      'VALID_WITH_CONDITIONS',
    );
  });
});

describe('one credential alone', () => {
  test('a home credential', async () => {
    const { result } = await verify([await show(home)]);
    expect(result.result).toBe('VALID');
    expect(result.facets.recognition.state).toBe('not-shown');
  });
  test('a recognition alone tells the award through the record that it repeats', async () => {
    const { result } = await verify([await show(recognition)]);
    expect(result.result).toBe('VALID_WITH_CONDITIONS');
    expect(result.facets.award).toMatchObject({ state: 'intact', qualification: 'cn-qcbp-im-cc' });
  });
  test.each<[string, JsonObject, string]>([
    ['expired', { exp: homePayload.iat + 10 }, 'EXPIRED'],
    ['not yet effective', { nbf: homePayload.exp - 10 }, 'NOT_YET_EFFECTIVE'],
    [
      'inactive standing that the credential itself states',
      { standing: { state: 'inactive', as_of: '2026-02-01' } },
      'VALID_WITH_CONDITIONS',
    ],
  ])('%s', async (_name, change, code) => {
    expect((await verify([await show(await issue({ ...homePayload, ...change }))])).result.result).toBe(code);
  });
  test('home not confirmed in time is stale', async () => {
    const old = await issue({ ...recognitionPayload, review_by: '2026-06-01' });
    const { result } = await verify([await show(old)]);
    expect(result.result).toBe('STALE');
    expect(result.messages.verdict.en).toContain('This is not an adverse finding.');
  });
});

describe('hostile input is an ordinary answer and never a good one', () => {
  const [header = '', payload = '', signature = ''] = (home.split('~')[0] ?? '').split('.');
  const altered = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), award_date: '2009-12-02' }),
  ).toString('base64url');
  const rest = home.slice(home.indexOf('~'));
  const reheaded = (members: object) =>
    Buffer.from(JSON.stringify({ typ: 'dc+sd-jwt', alg: 'ES256', kid: registrar.kid, ...members })).toString(
      'base64url',
    );
  test.each<[string, string, string]>([
    ['one date altered', `${header}.${altered}.${signature}${rest}`, 'SIGNATURE_INVALID'],
    ['not a token', 'hello', 'SIGNATURE_INVALID'],
    ['half of it', home.slice(0, home.length / 2), 'SIGNATURE_INVALID'],
    ['alg none', `${reheaded({ alg: 'none' })}.${payload}.${rest}`, 'SIGNATURE_INVALID'],
    [
      'an embedded key',
      `${reheaded({ jwk: holder.jwk })}.${payload}.${signature}${rest}`,
      'SIGNATURE_INVALID',
    ],
    [
      'an unknown key of a known issuer',
      `${reheaded({ kid: holder.kid })}.${payload}.${signature}${rest}`,
      'SIGNATURE_INVALID',
    ],
    ['a disclosure twice', `${home}${home.split('~')[1] ?? ''}~`, 'SIGNATURE_INVALID'],
    [
      'a disclosure that nothing refers to',
      `${home}WyJzYWx0c2FsdHNhbHRzYWx0IiwibmFtZSIsIngiXQ~`,
      'SIGNATURE_INVALID',
    ],
    [
      'deep nesting',
      `${header}.${Buffer.from('['.repeat(5000) + ']'.repeat(5000)).toString('base64url')}.${signature}~`,
      'SIGNATURE_INVALID',
    ],
    ['a wall of text', 'x'.repeat(30_000), 'SIGNATURE_INVALID'],
  ])('%s', async (_name, credential, code) => {
    const { result, records } = await verify([credential]);
    expect(result.result).toBe(code);
    expect(failed(result).length).toBeGreaterThan(0);
    expect(result.disclosed).toEqual({});
    expect(records).toHaveLength(1);
  });

  test('beside a good one hides nobody: the look is on record for whom the good one is bound to', async () => {
    for (const forged of [`${home.slice(0, home.indexOf('~') - 4)}AAAA~`, 'x']) {
      const { result, records } = await verify([forged, await show(home)]);
      expect(result.result).toBe('SIGNATURE_INVALID');
      expect(records).toMatchObject([{ holderThumbprint: holder.kid }]);
    }
  });
  test('an unknown issuer is not reported as revoked', async () => {
    const stranger = await issue(
      { ...homePayload, iss: 'https://evil.example/authorities/x' },
      { signer: softwareSigner() },
    );
    const { result } = await verify([stranger], { status: { 1: 1, 2: 1 } });
    expect(result.result).toBe('ISSUER_NOT_MANDATED');
  });
  test('the key of one issuer is nothing under the name of another', async () => {
    const crossed = await issue({ ...homePayload }, { signer: recogniser });
    expect((await verify([crossed])).result.result).toBe('SIGNATURE_INVALID');
  });
  test('a type that is none of ours, rightly signed', async () => {
    const other = await issue(
      { ...homePayload, vct: 'https://wenjin.example/credentials/other/v1' },
      { signer: registrar },
    );
    expect((await verify([other])).result.result).toBe('SIGNATURE_INVALID');
  });
  test.each(['/conditions', '/home', '/decision', '/effect', '/agreement', '/review_by', '/number'])(
    'a recognition that hides %s',
    async (pointer) => {
      const hiding = await issue(recognitionPayload, { hidden: [pointer] });
      expect((await verify([hiding])).result.result).toBe('SIGNATURE_INVALID');
    },
  );
});

describe('key binding is asked for by the verifier', () => {
  const keyBinding = { audience: 'https://bank.example', nonce: 'nonce-0001' };
  const bound = (
    over: Partial<{ audience: string; nonce: string; issuedAt: number }> = {},
    signer = holder,
  ) =>
    presentation(home, ['name_en'], {
      ...keyBinding,
      issuedAt: Math.floor(now.getTime() / 1000) - 5,
      signer,
      ...over,
    });
  test('and holds', async () => {
    expect((await verify([await bound()], {}, { keyBinding })).result.result).toBe('VALID');
  });
  test.each<[string, () => Promise<string>, string]>([
    ['stripped', () => show(home), 'key-binding.present'],
    ['for another verifier', () => bound({ audience: 'https://other.example' }), 'key-binding.audience'],
    ['for another question', () => bound({ nonce: 'nonce-0002' }), 'key-binding.nonce'],
    [
      'an hour old',
      () => bound({ issuedAt: Math.floor(now.getTime() / 1000) - 3600 }),
      'key-binding.issued-at',
    ],
    ['by somebody else', () => bound({}, softwareSigner()), 'key-binding.signature'],
  ])('%s', async (_name, make, code) => {
    const { result } = await verify([await make()], {}, { keyBinding });
    expect(result.result).toBe('SIGNATURE_INVALID');
    expect(failed(result)).toContain(code);
  });
});

describe('as of a past instant', () => {
  test('the lists that were current then decide', async () => {
    const { result } = await verify(
      both,
      { status: { 3: 2, 103: 0, 101: 0, 102: 0 } },
      { asOf: '2026-06-01T01:30:00.000Z' },
    );
    expect(result.result).toBe('VALID_WITH_CONDITIONS');
    expect(result.asOf).toBe('2026-06-01T01:30:00.000Z');
  });
  test('the future is refused', async () => {
    await expect(verify(both, {}, { asOf: '2026-06-02T00:00:00Z' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});

test('an authorisation that has expired is refused and nothing is recorded', async () => {
  const { verification, records } = desk();
  const request = ask(both);
  const expired = {
    ...request,
    authorisation: { ...request.authorisation, expiresAt: '2026-01-01T00:00:00Z' },
  };
  await expect(verification.verify(expired, from)).rejects.toMatchObject({ code: 'authorisation-expired' });
  expect(records).toEqual([]);
});

test('a holder is told of own credentials only', async () => {
  const { verification } = desk();
  const caller = (keyThumbprint: string) => ({
    caller: { kind: 'holder', keyThumbprint, roles: ['holder'], scopes: [] } as const,
    requestId: 'r',
  });
  expect((await verification.verify(ask(both), caller(holder.kid))).result).toBe('VALID_WITH_CONDITIONS');
  const strange = await verification.verify(ask(both), caller(softwareSigner().kid));
  expect(strange.result).toBe('NOT_FOUND_OR_NOT_SHARED');
  expect(JSON.stringify(strange)).not.toContain('HK-R-0001');
});

describe('a receipt', () => {
  test('verifies offline, names what was checked and nobody', async () => {
    const { result, verification } = await verify(both, {}, { receipt: true });
    const reading = verification.readReceipt(result.receipt ?? '');
    expect(reading).toMatchObject({
      authentic: true,
      issuedBy: 'https://hk.wenjin.example',
      keyId: receipts.kid,
    });
    expect(reading.content).toMatchObject({
      jti: result.id,
      result: { result: 'VALID_WITH_CONDITIONS', caseReference: 'HR-1' },
      trust_lists: ['SZ-4', 'HK-7'],
    });
    expect(JSON.stringify(reading.content)).not.toMatch(/SHEN Zh|沈|1994-03-12/);
  });
  test('that was altered, cut, or signed by a key that is no receipt key is not genuine', async () => {
    const { result, verification } = await verify(both, {}, { receipt: true });
    const receipt = result.receipt ?? '';
    const [header = '', payload = '', signature = ''] = receipt.split('.');
    const changed = Buffer.from(
      Buffer.from(payload, 'base64url').toString().replace('VALID_WITH_CONDITIONS', 'VALID'),
    ).toString('base64url');
    const other = await signCompactJws(
      { typ: 'wenjin-receipt+jwt', kid: recogniser.kid },
      JSON.parse(Buffer.from(payload, 'base64url').toString()),
      recogniser,
    );
    const wrongType = await signCompactJws(
      { typ: 'JWT', kid: receipts.kid },
      JSON.parse(Buffer.from(payload, 'base64url').toString()),
      receipts,
    );
    for (const forged of [
      `${header}.${changed}.${signature}`,
      receipt.slice(0, -4),
      `${header}.${payload}.`,
      other,
      wrongType,
      'x',
      '',
    ])
      expect(verification.readReceipt(forged).authentic).toBe(false);
  });
});

describe('credentials of two people', () => {
  const hidden = ['/name_en', '/name_zh_hans', '/birth_date'];
  const others = {
    ...homePayload,
    cnf: { jwk: softwareSigner().jwk },
    record: { ...homePayload.record, id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c99' },
    number: 'SZ-0002',
    name_en: 'CHAN Other',
  };

  const together = ({ checks }: Awaited<ReturnType<typeof verify>>['result']) =>
    checks.find(({ code }) => code === 'one-person');

  test('lend one another neither names nor birth dates, and are no answer about anybody', async () => {
    const nameless = await show(await issue(homePayload, { hidden }), []);
    const named = await show(await issue(others, { hidden }), ['name_en', 'birth_date']);
    for (const both of [
      [nameless, named],
      [named, nameless],
    ]) {
      const { result } = await verify(both);
      expect(result.result).toBe('INCONCLUSIVE');
      expect(result.messages.verdict.en).toContain('not known to be of one person');
      expect(result.disclosed).toEqual({});
      expect(together(result)).toMatchObject({ credential: null, subject: 'request', outcome: 'unknown' });
      expect([result.facets.award.state, result.facets.recognition.state]).toEqual([
        'not-shown',
        'not-shown',
      ]);
      expect(result.nextReviewAt).toBeNull();
      expect(JSON.stringify(result)).not.toContain('CHAN Other');
    }
  });

  const otherRecord = { record: others.record, number: 'SZ-0003' };
  const key = { cnf: { jwk: softwareSigner().jwk } };
  test.each<[string, JsonObject, string[], string, string]>([
    ['one key', otherRecord, [], 'VALID', 'pass'],
    [
      'one key, and another birth date',
      { ...otherRecord, birth_date: '1970-01-01' },
      hidden,
      'INCONCLUSIVE',
      'fail',
    ],
    [
      'one key, and another name in Chinese',
      { ...otherRecord, name_zh_hans: '陈乐晴' },
      hidden,
      'INCONCLUSIVE',
      'fail',
    ],
    [
      'one key, and another romanisation',
      { ...otherRecord, name_en: 'SUM Chi Yuen' },
      hidden,
      'VALID',
      'pass',
    ],
    ['two keys', { ...otherRecord, ...key }, [], 'INCONCLUSIVE', 'unknown'],
    ['two keys, and a name alone', { ...otherRecord, ...key }, ['/name_zh_hans'], 'INCONCLUSIVE', 'unknown'],
    ['two keys, and one name and birth date', { ...otherRecord, ...key }, hidden, 'VALID', 'pass'],
    [
      'two keys, and another name',
      { ...otherRecord, ...key, name_zh_hans: '陈乐晴' },
      hidden,
      'INCONCLUSIVE',
      'fail',
    ],
  ])('two awards with %s', async (_, changes, disclosed, expected, outcome) => {
    const shown = disclosed.map((each) => each.slice(1));
    const one = await show(await issue(homePayload, { hidden }), shown);
    const other = await show(await issue({ ...homePayload, ...changes }, { hidden }), shown);
    const { result } = await verify([one, other]);
    expect([result.result, together(result)?.outcome]).toEqual([expected, outcome]);
  });

  test('are not made one by a third that is of one of them', async () => {
    const stranger = softwareSigner();
    const awards = [
      await issue(homePayload, { hidden }),
      await issue({ ...homePayload, ...otherRecord, cnf: { jwk: stranger.jwk } }, { hidden }),
    ];
    const { result } = await verify([
      await show(awards[0] ?? '', []),
      await show(recognition, []),
      await show(awards[1] ?? '', []),
    ]);
    expect([result.result, together(result)?.outcome]).toEqual(['INCONCLUSIVE', 'unknown']);
  });

  test('beside a forged one the forgery is what counts', async () => {
    const one = await show(home, []);
    const other = await show(await issue({ ...homePayload, ...otherRecord, ...key }, { hidden }), []);
    const forged = await show(await issue(homePayload, { signer: softwareSigner() }), []);
    const { result } = await verify([one, other, forged]);
    expect(['SIGNATURE_INVALID', 'ISSUER_NOT_MANDATED']).toContain(result.result);
  });

  test('of one record and two keys are one person', async () => {
    const rebound = { ...recognitionPayload, cnf: { jwk: softwareSigner().jwk } };
    const nameless = await show(await issue(rebound), []);
    const { result } = await verify([await show(home, ['name_en']), nameless]);
    expect(result.disclosed).toMatchObject({ name_en: 'SHEN Zhiyuan' });
  });
});
