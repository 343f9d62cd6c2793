import { describe, expect, test } from 'vitest';
import { type Act, eventTypes } from '../../src/kernel/event.ts';
import { sealEntry } from '../../src/platform/event-entry.ts';
import { parseEntry } from '../../src/platform/log-entry.ts';

const good = {
  commitment: 'p'.repeat(42) + 'w',
  id: '0f9b7f5e-1c9d-4c55-9a35-2b3f3a6f0a11',
  issuer: 'https://hk.wenjin.example/authorities/registrar',
  jurisdiction: 'HK',
  schema: 'wenjin.log/1',
  time: '2026-01-31T08:00:00Z',
  type: 'credential.issued',
};
const read = (value: unknown) =>
  parseEntry(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const text = JSON.stringify(good);

describe('an entry', () => {
  test('is read when every member is right', () => {
    expect(read(good)).toEqual({ ok: true, entry: good });
    expect(read({ ...good, issuer: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ' }).ok).toBe(true);
  });

  test.each(eventTypes)('of type %s is read as the node wrote it', (type) => {
    const act: Act = { by: { kind: 'rule', name: 'test' }, role: 'node', requestId: 'r', purpose: 'test' };
    const event = { type, issuer: good.issuer, subjectId: null, objectType: 'thing', objectId: 'one' };
    const { entry } = sealEntry(act, event, {
      id: good.id,
      nodeOrigin: 'https://hk.wenjin.example',
      jurisdiction: 'HK',
      recordedAt: new Date('2026-01-31T08:00:00.123Z'),
      salt: new Uint8Array(32),
    });
    expect(parseEntry(entry)).toMatchObject({ ok: true, entry: { type, time: good.time } });
  });

  test.each([
    ['not-json', ''],
    ['not-json', '[]'],
    ['not-json', 'null'],
    ['not-json', text.slice(0, -1)],
    ['not-json', `\ufeff${text}`],
    ['member-missing', { ...good, type: undefined }],
    ['member-missing', '{}'],
    ['member-unknown', { ...good, zone: 'free text' }],
    ['member-unknown', text.replace('{', '{"__proto__":{},')],
    ['commitment', { ...good, commitment: good.commitment.slice(1) }],
    ['commitment', { ...good, commitment: `${good.commitment}=` }],
    ['commitment', { ...good, commitment: `${'p'.repeat(42)}x` }],
    ['commitment', { ...good, commitment: 7 }],
    ['id', { ...good, id: good.id.toUpperCase() }],
    ['id', { ...good, id: 'one' }],
    ['issuer', { ...good, issuer: 'Registrar' }],
    ['issuer', { ...good, issuer: `${good.issuer}/` }],
    ['issuer', { ...good, issuer: `${good.issuer}\n` }],
    ['issuer', { ...good, issuer: good.issuer.replace('https', 'http') }],
    ['jurisdiction', { ...good, jurisdiction: 'MO' }],
    ['schema', { ...good, schema: 'wenjin.log/2' }],
    ['time', { ...good, time: '2026-01-31T08:00:00.000Z' }],
    ['time', { ...good, time: '2026-01-31T16:00:00+08:00' }],
    ['time', { ...good, time: '2026-02-30T08:00:00Z' }],
    ['time', { ...good, time: '2026-01-31T24:00:00Z' }],
    ['type', { ...good, type: 'credential.lost' }],
    ['type', { ...good, type: 1 }],
    ['not-canonical', `${text}\n`],
    ['not-canonical', text.replace(',', ', ')],
    ['not-canonical', text.replace('"HK"', '"\\u0048K"')],
    ['not-canonical', text.replace('{', '{"type":"credential.issued",')],
    ['not-canonical', JSON.stringify(Object.fromEntries(Object.entries(good).toReversed()))],
  ])('is refused for %s', (fault, value) => {
    expect(read(value)).toEqual({ ok: false, fault });
  });

  test('is refused when too large, or not of UTF-8', () => {
    expect(parseEntry(Buffer.alloc(65_536, 0x20))).toEqual({ ok: false, fault: 'too-large' });
    expect(parseEntry(Buffer.from([0x7b, 0xff]))).toEqual({ ok: false, fault: 'not-utf8' });
  });
});
