import { afterAll, beforeAll, expect, test } from 'vitest';
import { walk } from '../../src/bin/demo-story.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { Story } from '../../src/bin/demo-output.ts';
import { type Border, startBorder } from '../support/border.ts';

let border: Border;
beforeAll(async () => {
  border = await startBorder();
});
afterAll(() => border.stop());

test('the whole story, every step, against two real nodes in this process', async () => {
  const story = new Story();
  const { hk, sz } = border;
  const node = (name: 'hk' | 'sz') => ({
    name,
    title: name,
    jurisdiction: name === 'hk' ? ('HK' as const) : ('CN-SZ' as const),
    origin: border[name].origin,
    port: 0,
    baseUrl: border[name].baseUrl,
    secrets: { masterKey: '', databasePassword: '' },
    databaseUrl: '',
    logDatabaseUrl: '',
  });
  const keepsakes = await walk({ story, hk, sz, nodes: [node('hk'), node('sz')], cast: castOf(0) });
  expect(story.failed).toBe(0);
  expect(keepsakes?.receipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test('no name, identity number, token or key of anybody in the story is in a log line of either node', () => {
  const secrets =
    /SHEN|沈知|CHAN|陳樂|陈乐|WONG|黃志|黄志|990000199403120024|QQ000101|QQ000202|1994-03-12|1993-07-21|1988-11-05|DEMO-QCBP|eyJ|Bearer/;
  const lines = [...border.hk.lines, ...border.sz.lines];
  expect(lines.length).toBeGreaterThan(50);
  expect(lines.filter((line) => secrets.test(line))).toEqual([]);
});
