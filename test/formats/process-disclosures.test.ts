import { describe, expect, test } from 'vitest';
import { type DisclosureFindingCode, neverDisclosable, processDisclosures } from '../../src/formats/index.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { disclose } from './sample.ts';

const name = disclose(['s1', 'name', 'Ka Yan']);
const again = disclose(['s2', 'name', 'Ka Yee']);
const element = disclose(['s3', 'aml']);
const second = disclose(['s4', 'ethics']);
const member = (key: string, value: unknown) => disclose(['s', key, value]);
const nested = member('outer', { _sd: [name.digest], open: 1 });
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

const processed: readonly [string, JsonObject, readonly string[], JsonObject][] = [
  ['nothing hidden', { a: 1 }, [], { a: 1 }],
  ['a claim that is disclosed', { a: 1, _sd: [name.digest] }, [name.text], { a: 1, name: 'Ka Yan' }],
  ['a claim that stays hidden', { a: 1, _sd: [name.digest, 'decoy'] }, [], { a: 1 }],
  ['an empty list of digests', { _sd: [], _sd_alg: 'sha-256' }, [], {}],
  ['an object that only held digests', { o: { _sd: [name.digest] } }, [], { o: {} }],
  ['a claim inside an object', { o: { _sd: [name.digest] } }, [name.text], { o: { name: 'Ka Yan' } }],
  [
    'the same name in two objects',
    { _sd: [name.digest], o: { _sd: [again.digest] } },
    [name.text, again.text],
    { name: 'Ka Yan', o: { name: 'Ka Yee' } },
  ],
  ['an element', { l: ['a', { '...': element.digest }, 'z'] }, [element.text], { l: ['a', 'aml', 'z'] }],
  ['an element that stays hidden', { l: ['a', { '...': element.digest }, 'z'] }, [], { l: ['a', 'z'] }],
  [
    'elements in their places',
    { l: [{ '...': second.digest }, 'm', { '...': element.digest }] },
    [element.text, second.text],
    { l: ['ethics', 'm', 'aml'] },
  ],
  [
    'a list of objects',
    { l: [{ _sd: [name.digest] }, { a: 1 }] },
    [name.text],
    { l: [{ name: 'Ka Yan' }, { a: 1 }] },
  ],
  [
    'a claim within a disclosed one',
    { _sd: [nested.digest] },
    [name.text, nested.text],
    { outer: { open: 1, name: 'Ka Yan' } },
  ],
  ['a disclosed claim that hides another', { _sd: [nested.digest] }, [nested.text], { outer: { open: 1 } }],
  [
    'names of Object.prototype',
    { _sd: [member('constructor', 1).digest, member('toString', 2).digest] },
    [member('constructor', 1).text, member('toString', 2).text],
    JSON.parse('{"constructor":1,"toString":2}'),
  ],
];

const refused: readonly [string, JsonObject, readonly string[], readonly DisclosureFindingCode[]][] = [
  ['an unknown algorithm', { _sd_alg: 'md5' }, [], ['hash-algorithm-unknown']],
  ['another algorithm', { _sd_alg: 'sha-512' }, [], ['hash-algorithm-unknown']],
  ['an algorithm that is no string', { _sd_alg: ['sha-256'] }, [], ['hash-algorithm-unknown']],
  ['an algorithm that is null', { _sd_alg: null }, [], ['hash-algorithm-unknown']],
  ['an algorithm further down', { o: { _sd_alg: 'sha-256' } }, [], ['name-reserved']],
  ['digests that are no list', { _sd: name.digest }, [], ['digest-malformed']],
  ['digests that are null', { _sd: null }, [], ['digest-malformed']],
  ['a digest that is no string', { _sd: [1] }, [], ['digest-malformed']],
  ['an element digest that is no string', { l: [{ '...': 1 }] }, [], ['digest-malformed']],
  ['an element with more beside its digest', { l: [{ '...': 'd', a: 1 }] }, [], ['digest-malformed']],
  ['... as a name', { '...': 'd' }, [], ['name-reserved']],
  ['... as a name inside an object', { o: { '...': 'd' } }, [], ['name-reserved']],
  ['__proto__ as a name', JSON.parse('{"o":{"__proto__":{"a":1}}}'), [], ['name-reserved']],
  ['a disclosure that nothing refers to', {}, [name.text], ['disclosure-unreferenced']],
  [
    'a disclosure whose parent stays hidden',
    { _sd: [nested.digest] },
    [name.text],
    ['disclosure-unreferenced'],
  ],
  ['a disclosure twice', { _sd: [name.digest] }, [name.text, name.text], ['disclosure-repeated']],
  ['a digest twice in one list', { _sd: ['d', 'd'] }, [], ['digest-repeated']],
  ['a digest twice, disclosed', { _sd: [name.digest, name.digest] }, [name.text], ['digest-repeated']],
  ['a digest in two objects', { _sd: ['d'], o: { _sd: ['d'] } }, [], ['digest-repeated']],
  ['a digest in an object and a list', { _sd: ['d'], l: [{ '...': 'd' }] }, [], ['digest-repeated']],
  [
    'a digest twice in a list',
    { l: [{ '...': element.digest }, { '...': element.digest }] },
    [element.text],
    ['digest-repeated'],
  ],
  [
    'a digest in the payload and in a disclosure',
    { _sd: [nested.digest, name.digest] },
    [nested.text],
    ['digest-repeated'],
  ],
  [
    'a member where an element belongs',
    { l: [{ '...': name.digest }] },
    [name.text],
    ['disclosure-misplaced'],
  ],
  ['an element where a member belongs', { _sd: [element.digest] }, [element.text], ['disclosure-misplaced']],
  ['a malformed disclosure', {}, ['AAAA'], ['disclosure-malformed']],
  ['the name of an open claim', { name: 'x', _sd: [name.digest] }, [name.text], ['name-taken']],
  [
    'the name of another disclosure',
    { _sd: [name.digest, again.digest] },
    [name.text, again.text],
    ['name-taken'],
  ],
  [
    'a claim named _sd',
    { _sd: [member('_sd', ['d']).digest] },
    [member('_sd', ['d']).text],
    ['name-reserved'],
  ],
  ['a claim named ...', { _sd: [member('...', 'd').digest] }, [member('...', 'd').text], ['name-reserved']],
  [
    'a claim named _sd_alg',
    { _sd: [member('_sd_alg', 'md5').digest] },
    [member('_sd_alg', 'md5').text],
    ['name-reserved'],
  ],
  [
    'a claim named __proto__',
    { _sd: [member('__proto__', { a: 1 }).digest] },
    [member('__proto__', { a: 1 }).text],
    ['name-reserved'],
  ],
  [
    '_sd_alg inside a disclosed value',
    { _sd: [member('o', { _sd_alg: 'sha-256' }).digest] },
    [member('o', { _sd_alg: 'sha-256' }).text],
    ['name-reserved'],
  ],
  ['depth in the payload', { a: deep(32) }, [], ['too-deep']],
];

const protectedNames = ['iss', 'iat', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'aka_vcts', 'status'];

describe('disclosure processing', () => {
  test.each(processed)('gives %s', (_title, payload, disclosures, claims) => {
    expect(processDisclosures(payload, disclosures)).toEqual({ ok: true, claims });
  });

  test.each(refused)('refuses %s', (_title, payload, disclosures, codes) => {
    const result = processDisclosures(payload, disclosures);
    expect(result.ok ? [] : result.findings.map((finding) => finding.code)).toEqual(codes);
  });

  test.each(protectedNames)('never takes %s from a disclosure', (protectedName) => {
    const hidden = member(protectedName, 1);
    const result = processDisclosures({ _sd: [hidden.digest] }, [hidden.text]);
    expect(result).toEqual({
      ok: false,
      findings: [{ code: 'never-disclosable', pointer: `/${protectedName}` }],
    });
  });

  test.each(['cnf', 'status', 'aka_vcts'])('lets nothing be hidden inside %s', (protectedName) => {
    for (const value of [
      { _sd: ['d'] },
      { jwk: { _sd: ['d'] } },
      [{ '...': 'd' }],
      { list: [[{ '...': 'd' }]] },
    ]) {
      expect(processDisclosures({ [protectedName]: value }, [])).toMatchObject({ ok: false });
    }
  });

  test('does not change what it was given', () => {
    const payload = { o: { _sd: [name.digest] }, l: [{ '...': element.digest }], _sd_alg: 'sha-256' };
    const before = structuredClone(payload);
    expect(processDisclosures(payload, [name.text, element.text]).ok).toBe(true);
    expect(payload).toEqual(before);
  });

  test('tells everything that is wrong, and where', () => {
    const result = processDisclosures({ o: { 'a/b': { _sd: [1] } }, l: ['x', { '...': name.digest }] }, [
      name.text,
      'AA',
      element.text,
    ]);
    expect(result).toEqual({
      ok: false,
      findings: [
        { code: 'disclosure-malformed' },
        { code: 'digest-malformed', pointer: '/o/a~1b' },
        { code: 'disclosure-misplaced', pointer: '/l/1' },
        { code: 'disclosure-unreferenced' },
      ],
    });
  });

  test('goes no deeper than 32 levels through disclosures either', () => {
    let inner: unknown = { leaf: 1 };
    const texts: string[] = [];
    for (let level = 0; level < 40; level += 1) {
      const hidden = disclose([`s${level}`, 'next', inner]);
      texts.push(hidden.text);
      inner = { _sd: [hidden.digest] };
    }
    expect(processDisclosures({ start: inner }, texts)).toMatchObject({ ok: false });
  });
});

describe('claims that the caller protects', () => {
  const rule = neverDisclosable(['/recognition/decision', '/conditions/*/code', '/record']);
  const whole = member('recognition', { decision: 'partial' });
  const code = member('code', 'LOCAL_EXAM');
  const text = member('text', 'Sit the local paper.');
  const condition = disclose(['s', { code: 'LOCAL_EXAM' }]);
  const decision = member('decision', 'partial');

  test.each<[string, JsonObject, readonly string[]]>([
    ['the claim itself', { recognition: { _sd: [decision.digest] } }, [decision.text]],
    ['what contains it', { _sd: [whole.digest] }, [whole.text]],
    ['what lies in it', { record: { _sd: ['d'] } }, []],
    ['a member of an element', { conditions: [{ _sd: [code.digest] }] }, [code.text]],
    ['an element that has it', { conditions: [{ '...': condition.digest }] }, [condition.text]],
    ['an element that has it, though not disclosed', { conditions: [{ '...': condition.digest }] }, []],
    ['all the elements', { _sd: [member('conditions', []).digest] }, [member('conditions', []).text]],
    ['and still the usual ones', { _sd: [member('exp', 1).digest] }, [member('exp', 1).text]],
  ])('may not be disclosed: %s', (_title, payload, disclosures) => {
    const result = processDisclosures(payload, disclosures, rule);
    expect(result.ok ? [] : [...new Set(result.findings.map((finding) => finding.code))]).toEqual([
      'never-disclosable',
    ]);
  });

  test('leave their neighbours free', () => {
    const payload = {
      recognition: { decision: 'partial', _sd: ['d'] },
      conditions: [{ code: 'X', _sd: [text.digest] }],
    };
    expect(processDisclosures(payload, [text.text], rule)).toEqual({
      ok: true,
      claims: {
        recognition: { decision: 'partial' },
        conditions: [{ code: 'X', text: 'Sit the local paper.' }],
      },
    });
  });
});
