import { describe, expect, test } from 'vitest';
import type { Outbound } from '../../src/kernel/ports.ts';
import { logOriginOf } from '../../src/transparency/log-names.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { signingKey, witnessKey } from './note-keys.ts';
import { hk, hkLog, keysOfHongKong, serveAnswer } from './publication-support.ts';
import { publishingDesk } from './publishing-desk.ts';

const desk = publishingDesk();

describe('publishing', () => {
  test('signs each head that grew, has it cosigned and shows it', async () => {
    const { publication, grow, publish, signatures, shown } = desk();
    expect(await publication.serving.checkpoint()).toBeUndefined();
    expect(await publish()).toEqual({ kind: 'cosigned', size: 1 });
    await grow(600);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 601 });
    await grow(3);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 604 });
    expect(await shown()).toMatchObject({
      ok: true,
      checkpoint: { origin: 'hk.wenjin.example/log', size: 604 },
    });
    expect(await signatures()).toBe(3);
    expect((await publication.health()).own).toMatchObject({ size: 604, witness: 'ok', frozenBecause: null });
  });

  test('signs no more than once a second, and again after half a minute though nothing happened', async () => {
    const { clock, publication, grow, publish } = desk();
    expect(await publish()).toMatchObject({ kind: 'cosigned' });
    await grow(1);
    expect(await publication.publisher.publishIfDue()).toEqual({ kind: 'not-due' });
    expect(await publish()).toEqual({ kind: 'cosigned', size: 2 });
    expect(await publish()).toEqual({ kind: 'not-due' });
    clock.advance(30);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 2 });
  });

  test('two processes at once, and a third behind them, never take one another for a fork', async () => {
    const { clock, publication, start, grow, shown } = desk();
    const others = [start(), start()];
    for (let round = 0; round < 8; round += 1) {
      await grow(50);
      clock.advance(1);
      const all = await Promise.all([publication, ...others].map((each) => each.publisher.publishIfDue()));
      expect(all.every(({ kind }) => kind !== 'frozen')).toBe(true);
    }
    expect(await shown()).toMatchObject({ ok: true, checkpoint: { size: 401 } });
  });

  test('asks again with the size that the witness knows, when it has another one', async () => {
    const { start, grow, publish } = desk();
    await publish();
    const behind = start();
    await publish(behind);
    await grow(20);
    await publish(behind);
    await grow(20);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 41 });
  });

  test('signs by both keys while one takes the place of the other', async () => {
    const { start, publish } = desk();
    const next = signingKey(logOriginOf(hk.origin), 1);
    const second = signingKey('second', 1);
    expect(next.key.id).toBe(hkLog.key.id);
    const both = start({
      keys: {
        ...keysOfHongKong,
        ownLogKeys: () => [hkLog.key.material, second.key.material],
        logSigners: () => [
          { signer: second.signer, material: second.key.material },
          { signer: hkLog.signer, material: hkLog.key.material },
        ],
      },
    });
    expect(await publish(both)).toMatchObject({ kind: 'cosigned' });
    const text = (await both.serving.checkpoint()) ?? '';
    expect(text.split('\n').filter((each) => each.startsWith('— hk.wenjin.example/log '))).toHaveLength(2);
    expect(text.split('\n').filter((each) => each.startsWith('— sz.wenjin.example/witness '))).toHaveLength(
      1,
    );
  });
});

describe('while the peer is away', () => {
  test('a process that has not asked it yet signs nothing', async () => {
    const { witness, line, publish, signatures } = desk();
    line.to = undefined;
    expect(await publish()).toEqual({ kind: 'waiting' });
    expect(await signatures()).toBe(0);
    line.to = witness.address;
    expect(await publish()).toEqual({ kind: 'cosigned', size: 1 });
  });

  test('the last cosigned checkpoint stays, health says pending and then alarms, and it heals by itself', async () => {
    const { clock, witness, line, publication, grow, publish, signatures, shown } = desk();
    await publish();
    line.to = undefined;
    await grow(5);
    expect(await publish()).toEqual({ kind: 'pending', size: 6, cosignings: ['away'] });
    clock.advance(5);
    expect((await publication.health()).own).toMatchObject({ size: 6, witness: 'pending' });
    expect(await publish()).toMatchObject({ kind: 'pending' });
    expect(await signatures()).toBe(2);
    expect(await shown()).toMatchObject({ ok: true, checkpoint: { size: 1 } });
    clock.advance(60);
    expect((await publication.health()).own).toMatchObject({ witness: 'alarm', cosignatureAgeSeconds: 67 });
    line.to = witness.address;
    expect(await publish()).toEqual({ kind: 'cosigned', size: 6 });
    expect((await publication.health()).own).toMatchObject({ witness: 'ok', cosignatureAgeSeconds: 0 });
    expect(await shown()).toMatchObject({ ok: true, checkpoint: { size: 6 } });
  });

  test('somebody is woken after a minute, once, and told when it is over', async () => {
    const { clock, witness, line, publication, grow } = desk();
    const run = async (): Promise<void> => {
      clock.advance(1);
      await publication.worker.runOnce();
    };
    await run();
    line.to = undefined;
    await grow(1);
    for (let second = 0; second < 60; second += 20) {
      await run();
      expect(publication.alarms).toEqual([]);
      clock.advance(19);
    }
    await run();
    await grow(1);
    await run();
    expect(publication.alarms).toEqual([60]);
    line.to = witness.address;
    await run();
    expect(publication.alarms).toEqual([60, 'over']);
  });

  test('answers that are no cosignature leave it pending', async () => {
    const { witness, line, grow, publish } = desk();
    await publish();
    await grow(1);
    for (const [status, type, body] of [
      [200, 'text/plain', ''],
      [200, 'text/plain', '— sz.wenjin.example/witness AAAAAAAA\n'],
      [200, 'text/plain', 'nonsense\n'],
      [403, 'text/plain', 'no\n'],
      [409, 'text/plain', '1\n'],
      [409, 'text/x.tlog.size', '01\n'],
      [409, 'text/x.tlog.size', '1'],
      [500, 'text/plain', 'broken\n'],
    ] as const) {
      const other = await serveAnswer(status, type, body);
      line.to = other.address;
      expect(await publish(), `${status} ${body}`).toMatchObject({ kind: 'pending' });
      await other.close();
    }
    line.to = witness.address;
    expect(await publish()).toEqual({ kind: 'cosigned', size: 2 });
  });
});

test('signatures of kinds and keys that nobody here knows are left out of what is shown', async () => {
  const { line, start, publish, shown } = desk();
  const other = await witnessKey('elsewhere.example/w9').signer.sign(Buffer.from('x'));
  const lines = [
    `— sz.wenjin.example/witness ${Buffer.concat([Buffer.from('06000001', 'hex'), Buffer.alloc(2428)]).toString('base64')}\n`,
    `— elsewhere.example/w9 ${Buffer.concat([Buffer.from('01020304', 'hex'), other]).toString('base64')}\n`,
  ];
  const outbound: Outbound = {
    async request(url, request) {
      const answer = await line.request(url, request);
      if (request.method === 'GET' || answer.status !== 200) return answer;
      const decorated = [lines[0], Buffer.from(answer.body).toString(), lines[1]].join('');
      return { ...answer, body: Buffer.from(decorated) };
    },
  };
  const decorated = start({ outbound });
  expect(await publish(decorated)).toEqual({ kind: 'cosigned', size: 1 });
  const text = (await decorated.serving.checkpoint()) ?? '';
  expect(text.split('\n').filter((each) => each.startsWith('— '))).toHaveLength(2);
  expect(await shown(decorated)).toMatchObject({ ok: true });
});

describe('a policy with an outside witness', () => {
  test('asks it too, and counts only what the quorum needs', async () => {
    const { start, publish, shown } = desk();
    const outside = witnessKey('witness.example/w1');
    const policy = (quorum: string): string =>
      `witness outside ${formatVkey(outside.key)} https://witness.example\ngroup both all peer outside\nquorum ${quorum}\n`;
    const strict = start({ logPolicy: policy('both') });
    expect(await publish(strict)).toEqual({ kind: 'pending', size: 1, cosignings: ['cosigned', 'away'] });
    expect(await strict.serving.checkpoint()).toBeUndefined();
    const lenient = start({ logPolicy: policy('peer') });
    expect(await publish(lenient)).toEqual({ kind: 'cosigned', size: 1 });
    expect(await shown(lenient)).toMatchObject({ ok: true });
  });

  test('is refused at the start when it is none', () => {
    const { start } = desk();
    for (const logPolicy of ['quorum nobody\n', 'witness peer x\n', 'quorum peer\nquorum peer\n', ''])
      expect(() => start({ logPolicy })).toThrow('WENJIN_LOG_POLICY');
  });
});
