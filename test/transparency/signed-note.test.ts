import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { cosign, cosignatureMessage } from '../../src/transparency/cosignature.ts';
import {
  formatVkey,
  noteKeyOf,
  parseSkey,
  parseVkey,
  signatureLine,
} from '../../src/transparency/note-key.ts';
import { formatNote, parseNote, signNote, verifyNote } from '../../src/transparency/signed-note.ts';
import { logKey, witnessKey } from './note-keys.ts';
import { hex } from './trees.ts';

const vectorFile = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'vectors/notes', name), 'utf8'));

function noteOf(text: string) {
  const reading = parseNote(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.note;
}

describe('the notes of others', () => {
  const vectors = z
    .array(z.object({ name: z.string(), vkeys: z.array(z.string()), note: z.string(), valid: z.boolean() }))
    .parse(vectorFile('third-party.json'));

  test.each(vectors)('$name', ({ vkeys, note, valid }) => {
    const keys = vkeys.map(parseVkey).filter((key) => key !== undefined);
    const verdict = verifyNote(noteOf(note), keys);
    expect(verdict.ok).toBe(valid);
    expect(verdict.ok && verdict.signatures.length).toBe(vkeys.length);
    expect(keys.map(formatVkey)).toEqual(vkeys);
    const { text, signatures } = noteOf(note);
    expect(
      formatNote(
        text,
        signatures.map(({ line }) => line),
      ),
    ).toBe(note);
  });
});

describe('the fixed keys', () => {
  const key = z.object({
    skey: z.string(),
    vkey: z.string(),
    public_hex: z.string(),
    key_id_hex: z.string(),
  });
  const { keys, cosignature_example: example } = z
    .object({
      keys: z.record(z.string(), key),
      cosignature_example: z.object({
        body: z.string(),
        time: z.number(),
        signed_message_hex: z.string(),
        line: z.string(),
      }),
    })
    .parse(vectorFile('notes.json'));

  test.each(Object.values(keys))('$vkey', ({ skey, vkey, public_hex, key_id_hex }) => {
    const signing = parseSkey(skey);
    const verifying = parseVkey(vkey);
    expect(signing).toMatchObject({ id: key_id_hex });
    expect(verifying).toMatchObject({ id: key_id_hex });
    expect(verifying?.material).toEqual(hex(public_hex));
    expect(signing?.material).toEqual(hex(public_hex));
    expect(verifying && formatVkey(verifying)).toBe(vkey);
  });

  test('make the cosignature of the example, octet for octet', async () => {
    const signing = parseSkey(keys['witness_sz']?.skey ?? '');
    if (signing === undefined) throw new Error('no key');
    expect(cosignatureMessage(example.body, example.time)).toEqual(hex(example.signed_message_hex));
    const signer = {
      kid: 'w1',
      alg: 'Ed25519',
      sign: async (bytes: Uint8Array) => sign(null, bytes, signing.privateKey),
    } as const;
    await expect(cosign({ key: signing, signer }, example.body, example.time)).resolves.toBe(example.line);
  });

  const { vkey, skey } = keys['log_hk'] ?? { vkey: '', skey: '' };
  test.each([
    ['with another id', vkey.replace('+2c6ff34d+', '+2c6ff34e+')],
    ['with an id in capitals', vkey.replace('+2c6ff34d+', '+2C6FF34D+')],
    ['of another name', vkey.replace('log.hk', 'log.hq')],
    ['without a name', vkey.replace('log.hk.example/credentials', '')],
    ['with a space in its name', vkey.replace('log.hk', 'log hk')],
    ['with a wide space in its name', vkey.replace('log.hk', 'log\u3000hk')],
    ['that is cut', vkey.slice(0, -4)],
    ['with stray bits', vkey.replace(/.$/, '=')],
    ['with a newline', `${vkey}\n`],
    ['that is empty', ''],
    ['that signs', skey],
  ])('are no verifier key %s', (_, text) => {
    expect(parseVkey(text)).toBeUndefined();
  });

  test('are no signing key with another id, type or length', () => {
    expect(parseSkey(skey.replace('+2c6ff34d+', '+2c6ff34e+'))).toBeUndefined();
    expect(parseSkey(skey.replace('+AU', '+BU'))).toBeUndefined();
    expect(parseSkey(skey.slice(0, -4))).toBeUndefined();
    expect(parseSkey(vkey)).toBeUndefined();
  });
});

describe('a note', () => {
  const log = logKey('log.example/one');
  const witness = witnessKey('witness.example/w1');
  const text = checkpointText({ origin: 'log.example/one', size: 5, root: new Uint8Array(32).fill(7) });

  test('is believed by the keys that signed it, and the time of a cosigner is read', async () => {
    const lines = [await signNote(log, text), await cosign(witness, text, 1_767_225_600)];
    const verdict = verifyNote(noteOf(formatNote(text, lines)), [log.key, witness.key]);
    expect(verdict.ok && verdict.signatures.map(({ key, timestamp }) => [key.name, timestamp])).toEqual([
      ['log.example/one', undefined],
      ['witness.example/w1', 1_767_225_600],
    ]);
  });

  test('is split at its last blank line', async () => {
    const poem = 'one\n\ntwo\n\n\nthree\n';
    const note = noteOf(formatNote(poem, [await signNote(log, poem)]));
    expect(note.text).toBe(poem);
    expect(verifyNote(note, [log.key]).ok).toBe(true);
  });

  test('passes over a key of a type that is not understood, and over one that shares only name or id', async () => {
    const unknown = noteKeyOf({ name: 'pq.example/one', type: 0x06, material: new Uint8Array(1312) });
    const lines = [
      signatureLine(unknown, new Uint8Array(2428)),
      signatureLine({ name: log.key.name, id: witness.key.id }, new Uint8Array(64)),
      signatureLine({ name: witness.key.name, id: log.key.id }, new Uint8Array(64)),
      await signNote(log, text),
    ];
    const parsed = parseVkey(formatVkey(unknown));
    expect(parsed).toMatchObject({ type: 0x06, verifier: undefined });
    const verdict = verifyNote(noteOf(formatNote(text, lines)), [unknown, log.key, witness.key]);
    expect(verdict.ok && verdict.signatures).toHaveLength(1);
  });

  test('is refused for one forged line of a known key, also beside a good one', async () => {
    const good = await signNote(log, text);
    for (const forged of [
      signatureLine(log.key, new Uint8Array(64)),
      signatureLine(log.key, new Uint8Array(63)),
      signatureLine(witness.key, new Uint8Array(72)),
      signatureLine(witness.key, Buffer.from(`${'ff'.repeat(8)}${'00'.repeat(64)}`, 'hex')),
    ]) {
      const verdict = verifyNote(noteOf(formatNote(text, [good, forged])), [log.key, witness.key]);
      expect(verdict).toMatchObject({ ok: false, reason: 'forged-signature' });
    }
  });

  test('is refused without a signature of a known key', async () => {
    const note = noteOf(formatNote(text, [await signNote(log, text)]));
    expect(verifyNote(note, [witness.key])).toEqual({ ok: false, reason: 'no-known-signature' });
    expect(verifyNote(note, [])).toEqual({ ok: false, reason: 'no-known-signature' });
  });

  test('takes many signatures, and has an end of them', async () => {
    const line = await signNote(log, text);
    expect(
      parseNote(
        formatNote(
          text,
          Array.from({ length: 100 }, () => line),
        ),
      ).ok,
    ).toBe(true);
    expect(
      parseNote(
        formatNote(
          text,
          Array.from({ length: 101 }, () => line),
        ),
      ),
    ).toEqual({
      ok: false,
      reason: 'too-many-signatures',
    });
  });

  test('is not made without a last newline or without a signature', () => {
    expect(() => formatNote('text', ['— a b\n'])).toThrow(RangeError);
    expect(() => formatNote('text\n', [])).toThrow(RangeError);
  });

  const line = '— a.example AAAAAAA=\n';
  test.each([
    ['no-blank-line', `text\n${line}`],
    ['no-blank-line', ''],
    ['no-blank-line', '\n'],
    ['malformed-signature-line', 'text\n\n'],
    ['malformed-signature-line', `text\n\n${line}more\n`],
    ['malformed-signature-line', `text\n\n${line.slice(0, -1)}`],
    ['malformed-signature-line', `text\n\n${line}`.replace('—', '-')],
    ['malformed-signature-line', `text\n\n${line}`.replace('— ', '—  ')],
    ['malformed-signature-line', `text\n\n${line}`.replace(' AA', '  AA')],
    ['malformed-signature-line', `text\n\n${line}`.replace('a.example', 'a+example')],
    ['malformed-signature-line', `text\n\n${line}`.replace('a.example', 'a\u00a0example')],
    ['malformed-signature-line', `text\n\n${line}`.replace('AAA=', 'AAB=')],
    ['malformed-signature-line', `text\n\n${line}`.replace('AAA=', 'AAA')],
    ['malformed-signature-line', `text\n\n— a.example AAAAAA==\n`],
    ['malformed-signature-line', `text\n\n${line} \n`],
    ['control-character', `te\txt\n\n${line}`],
    ['control-character', `text\r\n\r\n${line}`],
    ['control-character', `te\0xt\n\n${line}`],
    ['not-utf8', `te\ud800xt\n\n${line}`],
    ['too-large', `${'x'.repeat(1_000_000)}\n\n${line}`],
  ])('is refused as %s', (reason, note) => {
    expect(parseNote(note)).toEqual({ ok: false, reason });
  });

  test('is refused for octets that are not UTF-8', () => {
    const bytes = Buffer.concat([hex('ff'), Buffer.from(`text\n\n${line}`)]);
    expect(parseNote(bytes)).toEqual({ ok: false, reason: 'not-utf8' });
    expect(parseNote(bytes.subarray(1)).ok).toBe(true);
  });
});
