import { describe, expect, test } from 'vitest';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { announcementOf, formerAnnouncementIn } from '../../src/trust/announcement.ts';
import { readTrustList } from '../../src/trust/trust-list.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { payload, sign } from './lists.ts';

const signer = softwareSigner();
const next = softwareSigner();
const iss = 'https://sz.wenjin.example';

const former = {
  iss,
  sequence: 3,
  anchors: [signer.kid, next.kid],
  node_keys: [{ purpose: 'trust-list', kid: signer.kid, jwk: signer.jwk }],
};

const signed = (content: object, header: object = {}, by = signer) =>
  signCompactJws(
    { typ: 'wenjin-trust-list+jwt', kid: signer.kid, ...header },
    Buffer.from(JSON.stringify(content)),
    by,
  );
const isGenuine = async (text: Promise<string>) => formerAnnouncementIn(await text)?.isGenuine;

describe('a list of the form before', () => {
  test('announces who signs the next ones, by a key that it names itself', async () => {
    expect(formerAnnouncementIn(await signed({ ...former, later: 1 }))).toEqual({
      kid: signer.kid,
      iss,
      sequence: 3,
      anchors: [signer.kid, next.kid],
      isGenuine: true,
    });
  });

  test.each<[string, () => Promise<string>]>([
    ['another key signed it', () => signed(former, {}, next)],
    ['its signer is none of its anchors', () => signed({ ...former, anchors: [next.kid] })],
    [
      'its signer is listed for something else',
      () => signed({ ...former, node_keys: [{ ...former.node_keys[0], purpose: 'status' }] }),
    ],
    ['its signer is not listed', () => signed({ ...former, node_keys: [] })],
    [
      'its signer is listed by the name of another key',
      () => signed({ ...former, node_keys: [{ ...former.node_keys[0], jwk: next.jwk }] }, {}, next),
    ],
  ])('is not genuine when %s', async (_, text) => {
    expect(await isGenuine(text())).toBe(false);
  });

  test.each<[string, () => Promise<string>]>([
    ['of another type', () => signed(former, { typ: 'statuslist+jwt' })],
    ['of the form of now', () => sign(payload())],
    ['without a key', () => signed(former, { kid: null })],
    ['without an anchor', () => signed({ ...former, anchors: [] })],
    ['that is no object', () => signed([former])],
    ['that is no token', async () => 'x.y'],
  ])('is none when it is a token %s', async (_, text) => {
    expect(formerAnnouncementIn(await text())).toBeUndefined();
  });

  test('is read for nothing else: the reader of lists refuses it', async () => {
    expect(readTrustList(await signed(former))).toEqual({ ok: false, reason: 'type' });
  });
});

describe('a list of the form of now', () => {
  test('announces the same, and is genuine by the same rule', async () => {
    const read = readTrustList(await sign(payload()));
    if (!read.ok) throw new Error(read.reason);
    const { kid, payload: said } = read.list;
    expect(announcementOf(read.list)).toEqual({
      kid,
      iss,
      sequence: said.sequence,
      anchors: said.anchors,
      isGenuine: true,
    });
    const other = { ...read.list, kid: next.kid };
    expect(announcementOf(other).isGenuine).toBe(false);
  });
});
