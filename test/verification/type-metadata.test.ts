import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { typeDocuments } from '../../src/typemetadata/index.ts';
import { ask, desk, from, homePayload, issue, recognitionPayload } from './border.ts';

const { integrity } = typeDocuments[vct.homeAttestation];

async function verify(payload: JsonObject, hidden?: readonly string[]) {
  const text = await issue(payload, hidden && { hidden });
  const { result, checks } = await desk().verification.verify(ask([text]), from);
  const { outcome, detail } = checks.find(({ code }) => code === 'type-metadata') ?? {};
  return { result, type: detail === undefined ? outcome : `${outcome ?? ''} ${detail}` };
}

describe('a credential', () => {
  test.each<[string, JsonObject]>([
    ['names the metadata of its type', { ...homePayload, 'vct#integrity': integrity }],
    ['is from before types were published', homePayload],
    [
      'has another name for its type beside it',
      { ...homePayload, aka_vcts: ['https://elsewhere.example/q'] },
    ],
  ])('that %s is verified', async (_, payload) => {
    expect(await verify(payload)).toEqual({ result: 'VALID', type: 'pass' });
  });

  test.each<[string, string, JsonObject]>([
    [
      'names other metadata for its type',
      'fail vct#integrity',
      { ...homePayload, 'vct#integrity': typeDocuments[vct.recognition].integrity },
    ],
    [
      'lacks a mandatory claim that nobody may withhold',
      'fail missing:/components',
      { ...recognitionPayload, components: undefined },
    ],
  ])('that %s is refused, and the check named', async (_, type, payload) => {
    const sent = JSON.parse(JSON.stringify(payload));
    expect(await verify(sent)).toEqual({ result: 'SIGNATURE_INVALID', type });
  });

  test.each<[string, JsonObject, readonly string[]]>([
    ['hides a condition', recognitionPayload, ['/conditions']],
    ['repeats its type as another one', { ...homePayload, aka_vcts: [vct.homeAttestation] }, []],
    ['has an empty list of other types', { ...homePayload, aka_vcts: [] }, []],
    ['has no text for vct#integrity', { ...homePayload, 'vct#integrity': 1 }, []],
  ])('that %s is refused', async (_, payload, hidden) => {
    expect(await verify(payload, ['/name_en', '/birth_date', ...hidden])).toEqual({
      result: 'SIGNATURE_INVALID',
      type: 'unknown',
    });
  });
});
