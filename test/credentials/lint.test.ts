import { describe, expect, test } from 'vitest';
import { lint } from '../../src/credentials/lint.ts';
import { credentialProfile } from '../../src/credentials/profile.schema.ts';
import { hongKong, shenzhen } from './registry.ts';
import { contentNames, type ContentName, lintFacts, sound, spoilt } from './contents.ts';

/** What is never signed, whoever asks. */

const linted = (name: ContentName, path: string, value: unknown) =>
  lint(spoilt(sound[name], path, value), lintFacts(sound[name]));

test.each(contentNames)('a sound credential passes: %s', (name) => {
  expect(lint(sound[name], lintFacts(sound[name]))).toEqual([]);
});

describe.each(contentNames)('of a %s nothing is signed', (name) => {
  test.each<[string, string, unknown]>([
    ['another issuer', '/iss', `${hongKong}/authorities/other`],
    ['an issuer of the other side', '/iss', `${shenzhen}/authorities/demo-hk-registrar`],
    ['no sign of the demonstration', '/demonstration', undefined],
    ['a number that is no demonstration’s', '/number', 'HK-A-000001'],
    ['an end before the beginning', '/exp', 1],
    ['an issue to come', '/iat', 1_780_279_201],
    ['a key that is no point of the curve', '/cnf/jwk/y', 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4'],
    ['a private key', '/cnf/jwk/d', 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4'],
    ['no key', '/cnf', undefined],
    ['no status', '/status', undefined],
    ['a status kept elsewhere', '/status/status_list/uri', `${shenzhen}/status-lists/1`],
    [
      'a status host that only begins alike',
      '/status/status_list/uri',
      `${hongKong}.evil.example/status-lists/1`,
    ],
    ['an index that is no number', '/status/status_list/idx', '5'],
    ['a negative index', '/status/status_list/idx', -1],
    ['no birth date', '/birth_date', undefined],
    ['a birth to come', '/birth_date', '2026-06-02'],
    ['a date that is none', '/birth_date', '1993-02-30'],
    ['an empty name', '/name_en', ''],
    ['an unknown member', '/more', true],
    ['a reserved member', '/_sd', []],
    ['a time of before', '/nbf', 1],
    ['an unknown type', '/vct', 'https://wenjin.example/credentials/other/v1'],
  ])('with %s', (_, path, value) => {
    const problems = linted(name, path, value);
    expect(problems).not.toEqual([]);
    expect(problems.join()).not.toContain('1993');
  });

  test('without a name in any script, and with one it is', () => {
    const nameless = ['name_en', 'name_zh_hant', 'name_zh_hans'].reduce(
      (content, each) => ({
        ...spoilt(content, `/${each}`, undefined),
        disclosable: content.disclosable.filter((pointer) => pointer !== `/${each}`),
      }),
      { ...sound[name], disclosable: [...sound[name].disclosable] },
    );
    expect(lint(nameless, lintFacts(nameless))).toEqual(['/name_en: no name in any script']);
    const named = spoilt(nameless, '/name_zh_hans', '示范');
    const disclosable = [...named.disclosable, '/name_zh_hans'];
    expect(lint({ ...named, disclosable }, lintFacts(named))).toEqual([]);
  });

  test('with a personal claim that anybody would be shown', () => {
    const personal = sound[name].disclosable;
    expect(personal.length).toBeGreaterThan(3);
    for (const shown of personal) {
      const disclosable = personal.filter((pointer) => pointer !== shown);
      expect(lint({ ...sound[name], disclosable }, lintFacts(sound[name]))).toEqual([
        `${shown}: personal data that anybody would be shown`,
      ]);
    }
  });

  test('with anything else that could be left out of a presentation', () => {
    const { claims, disclosable } = sound[name];
    const others = Object.keys(claims)
      .map((claim) => `/${claim}`)
      .filter((pointer) => !disclosable.some((each) => each === pointer));
    expect(others.length).toBeGreaterThan(7);
    for (const hidden of [...others, '/status/status_list', '/nothing'])
      expect(lint({ claims, disclosable: [...disclosable, hidden] }, lintFacts(sound[name]))).toEqual([
        `${hidden}: could be left out of a presentation`,
      ]);
  });

  test('where the node is no demonstration', () => {
    expect(lint(sound[name], { ...lintFacts(sound[name]), demonstration: false })).toEqual([
      '/demonstration: differs from the node',
      '/number: differs from the node',
    ]);
  });
});

test.each<[ContentName, string, string, unknown]>([
  ['home', 'an award to come', '/award_date', '2026-06-02'],
  ['home', 'standing of tomorrow', '/standing/as_of', '2026-06-02'],
  ['home', 'standing of before the award', '/standing/as_of', '2023-09-14'],
  ['home', 'standing that was due before it was looked at', '/standing/next_due', '2026-05-28'],
  ['home', 'a specialism to come', '/specialisms/0/date', '2026-06-02'],
  ['home', 'a first attestation to come', '/first_attested_on', '2026-06-02'],
  ['home', 'a record kept elsewhere', '/record/status_list/uri', `${shenzhen}/status-lists/1`],
  ['home', 'no record', '/record', undefined],
  ['home', 'a record that is no random identifier', '/record/id', '1'],
  ['home', 'a route that there is not', '/route', 'purchase'],
  ['home', 'a standing that there is not', '/standing/state', 'suspended'],
  ['home', 'no certificate number', '/certificate_number', undefined],
  ['bridging', 'a result to come', '/results/0/date', '2026-06-02'],
  ['bridging', 'a failed component', '/results/0/outcome', 'failed'],
  ['bridging', 'no result', '/results', []],
  ['bridging', 'no agreement', '/agreement', undefined],
  ['recognition', 'a review that is past', '/review_by', '2026-06-01'],
  ['recognition', 'no review', '/review_by', undefined],
  ['recognition', 'a home of this side', '/home/iss', `${hongKong}/authorities/demo-hk-registrar`],
  [
    'recognition',
    'a home record kept on this side',
    '/home/record/status_list/uri',
    `${hongKong}/status-lists/1`,
  ],
  ['recognition', 'no evidence', '/home/credential_sha256', undefined],
  ['recognition', 'nothing that it does not confer', '/not_conferred', []],
  ['recognition', 'a refusal for a decision', '/decision', 'refused'],
  ['recognition', 'an effect that there is not', '/effect', 'licence'],
])('of a %s nothing is signed with %s', (name, _, path, value) => {
  expect(linted(name, path, value)).not.toEqual([]);
});

test('what is wrong is named by where it stands, all of it at once', () => {
  const twice = spoilt(spoilt(sound.home, '/award_date', '2026-06-02'), '/standing/as_of', '2026-06-03');
  expect(lint(twice, lintFacts(twice))).toEqual([
    '/award_date: in the future',
    '/standing/as_of: in the future',
  ]);
});

test.each(contentNames)('the profile of a %s has no claim to spare', (name) => {
  for (const claim of Object.keys(sound[name].claims)) {
    const optional = ['demonstration', 'name_en', 'name_zh_hant', 'name_zh_hans', 'birth_date'].includes(
      claim,
    );
    const { claims } = spoilt(sound[name], `/${claim}`, undefined);
    expect([claim, credentialProfile.safeParse(claims).success]).toEqual([claim, optional]);
  }
});
