import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeDisclosure, neverDisclosable, processDisclosures } from '../../src/formats/index.ts';
import { languages } from '../../src/kernel/localised.ts';
import { type JsonObject, parseStrictObject } from '../../src/kernel/strict-json.ts';
import { type CredentialType, vct } from '../../src/kernel/vocabulary.ts';
import {
  neverDisclosableOf,
  personalClaims,
  problemOfType,
  typeClaims,
  typeDocuments,
} from '../../src/typemetadata/index.ts';
import { isIntegrityOf } from '../../src/typemetadata/type-document.ts';
import { typeMetadata } from '../../src/typemetadata/types.schema.ts';
import { sound } from '../credentials/contents.ts';
import { homePayload, recognitionPayload } from '../verification/border.ts';

const contents = {
  [vct.homeAttestation]: sound.home,
  [vct.bridgingResult]: sound.bridging,
  [vct.recognition]: sound.recognition,
} as const;
const types: readonly CredentialType[] = Object.values(vct);

function metadataOf(type: CredentialType) {
  const read = parseStrictObject(typeDocuments[type].octets);
  return typeMetadata.parse(read.ok ? read.value : undefined);
}

/** What was issued names these octets for good: another document is another version of the type. */
test.each([
  [vct.homeAttestation, 'sha256-otqeM1ET6yEbsT7FSr4L9uwF55WVdGxIPwImn8pqOvM='],
  [vct.bridgingResult, 'sha256-JTUC6rf+X4Rfiu/IvftQorrDe+Gpq03XKNfcEjcx2sw='],
  [vct.recognition, 'sha256-SwRWyxU3NyoKD6TSR2ybYmlW68XwTgrawHGpYlSBF0c='],
])('the octets of %s never change', (type, integrity) => {
  expect(typeDocuments[type].integrity).toBe(integrity);
  expect(`sha256-${createHash('sha256').update(typeDocuments[type].octets).digest('base64')}`).toBe(
    integrity,
  );
});

describe.each(types)('the metadata of %s', (type) => {
  test('names the type, and has every text in the three languages', () => {
    const { vct: named, display, claims } = metadataOf(type);
    expect(named).toBe(type);
    for (const each of [display, ...claims.map((claim) => claim.display)])
      expect(each.map(({ locale }) => locale)).toEqual(languages);
    for (const { name, description } of display) expect([name, description]).not.toContain('');
    for (const { display: labels } of claims) expect(labels.map(({ label }) => label)).not.toContain('');
  });

  test('has each path once', () => {
    const paths = metadataOf(type).claims.map(({ path }) => JSON.stringify(path));
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('says of every claim that is issued whether a holder may withhold it, as it is issued', () => {
    const { claims, disclosable } = contents[type];
    const said = new Map(metadataOf(type).claims.map(({ path, sd }) => [path[0], sd]));
    const known = ['iss', 'vct', 'vct#integrity', 'iat', 'exp', 'cnf', 'status'];
    for (const name of Object.keys(claims).filter((each) => !known.includes(each)))
      expect([name, said.get(name)]).toEqual([name, disclosable.includes(`/${name}`) ? 'always' : 'never']);
  });

  test('holds for what is issued, and misses each mandatory claim that is left out', () => {
    const { claims } = contents[type];
    const read = parseStrictObject(Buffer.from(JSON.stringify(claims)));
    const payload: JsonObject = read.ok ? read.value : {};
    expect(problemOfType(payload, type)).toBeUndefined();
    for (const { path, mandatory, sd } of metadataOf(type).claims) {
      const [name] = path;
      if (path.length > 1 || typeof name !== 'string') continue;
      const { [name]: _left, ...rest } = payload;
      const found = problemOfType(rest, type);
      if (mandatory && sd === 'never') expect(found).toMatch(new RegExp(`^missing:/${name}(/|$)`));
      // Of what a holder may withhold, and of what an issuer may leave out, nothing is missing.
      else expect(found).toBeUndefined();
    }
  });

  test('refuses every claim from a disclosure that it says is never disclosable, and no other', () => {
    const never = neverDisclosable(neverDisclosableOf[type]);
    for (const { path, sd } of typeClaims[type]) {
      const [name] = path;
      const disclosure = makeDisclosure({ salt: Buffer.alloc(16, 1), name, value: 'x' });
      const payload = { _sd: [disclosure.digest], _sd_alg: 'sha-256' };
      const processed = processDisclosures(payload, [disclosure.text], never);
      expect([name, processed.ok]).toEqual([name, sd === 'always']);
      expect(personalClaims.includes(name)).toBe(sd === 'always');
    }
  });
});

describe('a mandatory claim below another is missing', () => {
  test.each<[string, CredentialType, JsonObject]>([
    ['missing:/standing/as_of', vct.homeAttestation, { ...homePayload, standing: { state: 'current' } }],
    ['missing:/standing/state', vct.homeAttestation, { ...homePayload, standing: 'current' }],
    ['missing:/home/iss', vct.recognition, { ...recognitionPayload, home: { qualification: 'x' } }],
    ['missing:/not_conferred/*/code', vct.recognition, { ...recognitionPayload, not_conferred: [] }],
    ['missing:/not_conferred/*/code', vct.recognition, { ...recognitionPayload, not_conferred: [{}] }],
  ])('%s', (problem, type, payload) => {
    expect(problemOfType(payload, type)).toBe(problem);
  });
});

describe('vct#integrity', () => {
  const type = vct.homeAttestation;
  const { octets, integrity } = typeDocuments[type];
  const hash = (algorithm: string, bytes = octets) =>
    `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
  const other = Buffer.from('{}');

  test.each([
    ['as this service writes it', integrity, true],
    ['by SHA-384', hash('sha384'), true],
    ['by SHA-512', hash('sha512'), true],
    ['with options', `${integrity}?ct=application/json`, true],
    ['beside another of the same strength', `${hash('sha256', other)} ${integrity}`, true],
    ['beside a true one that is weaker', `${integrity} ${hash('sha512', other)}`, false],
    ['of other octets', hash('sha256', other), false],
    ['of another type', typeDocuments[vct.recognition].integrity, false],
    ['in base64url', integrity.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, ''), false],
    ['by SHA-1', hash('sha1'), false],
    ['empty', '', false],
  ])('%s: %j is %s', (_, metadata, holds) => {
    expect(isIntegrityOf(type, metadata)).toBe(holds);
    expect(problemOfType({ ...homePayload, 'vct#integrity': metadata }, type)).toBe(
      holds ? undefined : 'vct#integrity',
    );
  });

  test('that is no text is refused', () => {
    expect(problemOfType({ ...homePayload, 'vct#integrity': 1 }, type)).toBe('vct#integrity');
  });
});
