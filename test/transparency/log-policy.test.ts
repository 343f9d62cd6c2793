import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parsePolicy } from '../../src/transparency/log-policy.ts';
import { formatVkey, noteKeyOf } from '../../src/transparency/note-key.ts';
import { judgeCheckpoint } from '../../src/transparency/signed-checkpoint.ts';
import { logKey, witnessKey } from './note-keys.ts';

describe('the vectors of notes under policies', () => {
  const { vectors } = z
    .object({
      vectors: z.array(
        z.object({
          name: z.string(),
          policy: z.string(),
          note_b64: z.string(),
          valid: z.boolean(),
          why: z.string(),
        }),
      ),
    })
    .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'vectors/notes/notes.json'), 'utf8')));

  test('are all there', () => {
    expect(vectors).toHaveLength(38);
  });

  test.each(vectors)('$name', ({ policy, note_b64, valid }) => {
    const reading = parsePolicy(policy);
    if (!reading.ok) throw new Error(reading.reason);
    expect(judgeCheckpoint(reading.policy, Buffer.from(note_b64, 'base64')).ok).toBe(valid);
  });

  test.each([
    ['2-of-3 quorum not met', 'no-quorum'],
    ['same witness twice does not make two', 'no-quorum'],
    ['missing log signature', 'no-log-signature'],
    ['origin of another log', 'no-log-signature'],
    ['cosignature over another body', 'forged-signature'],
    ['log key used as a 0x04 cosigner id', 'forged-signature'],
    ['good log signature plus a forged line of the log key', 'forged-signature'],
    ['leading zero in the size', 'checkpoint-size'],
    ['root in base64url', 'checkpoint-root'],
    ['empty extension line', 'checkpoint-extension'],
    ['two spaces in the signature line', 'malformed-signature-line'],
    ['tab in the body', 'control-character'],
  ])('%s is refused as %s', (name, reason) => {
    const vector = vectors.find((one) => one.name === name);
    const reading = parsePolicy(vector?.policy ?? '');
    if (!reading.ok) throw new Error(reading.reason);
    expect(judgeCheckpoint(reading.policy, Buffer.from(vector?.note_b64 ?? '', 'base64'))).toMatchObject({
      reason,
    });
  });
});

const log = formatVkey(logKey('log.example/one').key);
const other = formatVkey(logKey('log.example/two').key);
const [w1 = '', w2 = '', w3 = ''] = ['w1', 'w2', 'w3'].map((name) =>
  formatVkey(witnessKey(`${name}.example`).key),
);

describe('a policy', () => {
  test('is read with groups in groups, comments, tabs and addresses', () => {
    const reading = parsePolicy(
      `# ours\n\nlog\t${log}  https://log.example/one \n  log ${other}\nwitness one ${w1} https://w1.example\n` +
        `witness 二 ${w2}\nwitness three ${w3}\ngroup pair 2 one 二\n\t# both sides or the third\ngroup all any pair three\nquorum all\n`,
    );
    if (!reading.ok) throw new Error(reading.reason);
    const { policy } = reading;
    expect(policy.logs.map(({ url }) => url)).toEqual(['https://log.example/one', undefined]);
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['one', 'https://w1.example'],
      ['二', undefined],
      ['three', undefined],
    ]);
    expect(policy.quorum).toMatchObject({
      kind: 'group',
      threshold: 1,
      members: [
        { kind: 'group', threshold: 2 },
        { kind: 'witness', witness: { name: 'three' } },
      ],
    });
  });

  test('needs no log and no witness', () => {
    expect(parsePolicy('quorum none\n')).toEqual({
      ok: true,
      policy: { logs: [], witnesses: [], quorum: { kind: 'none' } },
    });
  });

  test('may list keys of a type that is not understood, which never count', () => {
    const pq = formatVkey(noteKeyOf({ name: 'pq.example', type: 0x06, material: new Uint8Array(1312) }));
    expect(parsePolicy(`log ${pq}\nwitness pq ${pq}\nquorum pq\n`).ok).toBe(true);
  });

  test.each([
    ['no-quorum', 0, ''],
    ['no-quorum', 1, `log ${log}\n`],
    ['unterminated-line', 1, 'quorum none'],
    ['unterminated-line', 2, `log ${log}\nquorum no`],
    ['keyword', 1, 'logs x\n'],
    ['keyword', 1, 'Quorum none\n'],
    ['items', 1, 'log\n'],
    ['items', 1, `log ${log} https://a.example more\n`],
    ['items', 1, 'witness one\n'],
    ['items', 2, `witness one ${w1}\ngroup g any\n`],
    ['items', 1, 'quorum\n'],
    ['items', 1, 'quorum none none\n'],
    ['key', 1, `log ${log.slice(0, -3)}\n`],
    ['key', 1, `log ${w1}\n`],
    ['key', 1, `witness one ${log}\n`],
    ['duplicate-key', 2, `log ${log}\nlog ${log}\n`],
    ['duplicate-key', 2, `witness one ${w1}\nwitness two ${w1}\n`],
    ['duplicate-name', 2, `witness one ${w1}\nwitness one ${w2}\n`],
    ['duplicate-name', 1, `witness none ${w1}\n`],
    ['duplicate-name', 2, `witness one ${w1}\ngroup one any one\n`],
    ['unknown-name', 1, 'quorum one\n'],
    ['unknown-name', 1, `group g any one\nwitness one ${w1}\nquorum g\n`],
    ['unknown-name', 2, `witness one ${w1}\ngroup g any none\n`],
    ['unknown-name', 2, `witness one ${w1}\ngroup g any g\n`],
    ['second-membership', 2, `witness one ${w1}\ngroup g 2 one one\n`],
    ['second-membership', 3, `witness one ${w1}\ngroup g any one\ngroup h any one\n`],
    ['threshold', 2, `witness one ${w1}\ngroup g 0 one\n`],
    ['threshold', 2, `witness one ${w1}\ngroup g 2 one\n`],
    ['threshold', 2, `witness one ${w1}\ngroup g 01 one\n`],
    ['threshold', 2, `witness one ${w1}\ngroup g +1 one\n`],
    ['threshold', 2, `witness one ${w1}\ngroup g most one\n`],
    ['second-quorum', 2, 'quorum none\nquorum none\n'],
    ['character', 1, 'quorum none\r\n'],
    ['character', 1, 'quorum\u007fnone\n'],
    ['too-large', 0, `#${'x'.repeat(300_000)}\nquorum none\n`],
  ])('is refused as %s in line %i: %s', (reason, line, text) => {
    expect(parsePolicy(text)).toEqual({ ok: false, reason, line });
  });

  test('takes one key under two names for one key', () => {
    const { material } = witnessKey('w1.example').key;
    const alias = formatVkey(noteKeyOf({ name: 'alias.example', type: 0x04, material }));
    expect(parsePolicy(`witness one ${w1}\nwitness two ${alias}\n`)).toMatchObject({
      reason: 'duplicate-key',
    });
  });
});
