/** 1,000,000 entries exported with their manifest. Goals: under 5 minutes, in flat memory: at most 200 MiB more than before the first page. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportManifest } from '../../src/audit/export-manifest.ts';
import { createExports } from '../../src/audit/exports.service.ts';
import { parseCompactJws } from '../../src/kernel/compact-jws.ts';
import { addSeconds } from '../../src/kernel/instants.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { insertSigned, putCosigned } from '../../src/transparency/checkpoints.store.ts';
import { createPublished } from '../../src/transparency/published.service.ts';
import { createSequencing } from '../../src/transparency/sequencing.service.ts';
import { readHead } from '../../src/transparency/tree.store.ts';
import { realClock } from '../support/world.ts';
import { logNode } from '../transparency/log-events.ts';
import { logOrigin, startLogBench, verdict } from './log.support.ts';

const size = Number(process.env.WENJIN_BENCH_ENTRIES ?? '1000000');

const bench = await startLogBench();
await bench.fill(size);
await bench.owner.query(`
  insert into event_facts (event_id, type, recorded_at, effective_at, issuer, object_type, object_id, subject_id, actor_id, actor_role,
    actor_person, purpose, agreement_id, agreement_version, agreement_row, qualification, target, direction, route, outcome)
  select id, type, recorded_at - random() * interval '1 hour', recorded_at, issuer, 'credential', gen_random_uuid()::text, gen_random_uuid(), 'officer-7', 'host-approver',
    'person-7', 'recognition', 'DEMO-1', 1, 'DEMO-1/i03', 'cn-qcbp-im-cc', 'hk-ecf-crm-core', 'CN-SZ-HK', 'examination', 'recognised'
  from events e where not exists (select 1 from event_facts f where f.event_id = e.id)`);
const sequencing = createSequencing({ db: bench.log });
while ((await sequencing.drain()) > 0);
await bench.owner.query('vacuum analyze');
const at = addSeconds(realClock.now(), 1);
await bench.log.transaction(async (tx) => {
  const head = await readHead(tx);
  const note = `${checkpointText({ origin: logOrigin, ...head })}\n— not signed here\n`;
  await putCosigned(tx, await insertSigned(tx, { ...head, note, signedAt: at }), { note, at });
});

const closed = { identified: false, rule: '', reason: { en: '', zhHant: '', zhHans: '' } };
const signer = softwareSigner('Ed25519');
const exports = createExports({
  db: bench.app,
  clock: realClock,
  node: logNode,
  keys: { signer: () => signer },
  transparency: { published: createPublished({ db: bench.app }) },
  credentials: { traces: () => Promise.resolve([]) },
  exportKey: new Uint8Array(32),
  desk: {
    // The look is one row, and not what is measured here.
    recordLook: () => Promise.resolve(),
    disclosure: () => closed,
    disclosures: () => Promise.resolve(() => closed),
    caseSubject: () => Promise.resolve(undefined),
    window: () => ({ from: addSeconds(at, -86_400), until: at }),
  },
});
const asked = { caller: { kind: 'public' }, requestId: 'bench' } as const;
const query = { profile: 'cross-boundary' } as const;

const memory = (): number => process.memoryUsage().rss / 1_048_576;
const before = memory();
let most = before;
const watch = setInterval(() => (most = Math.max(most, memory())), 50);
const started = performance.now();
const text = await exports.manifest(query, asked, new AbortController().signal);
const signed = performance.now();
const jws = parseCompactJws(text);
if (!jws.ok) throw new Error(jws.reason);
const manifest = exportManifest.parse(JSON.parse(Buffer.from(jws.jws.payload).toString()));
const digest = createHash('sha256');
for await (const chunk of await exports.file({ ...query, format: 'jsonl' }, asked)) digest.update(chunk);
const seconds = (performance.now() - started) / 1000;
clearInterval(watch);
// Whoever goes away after the first rows ends the reading: at most the page that is being read then is finished.
const left = await exports.file({ ...query, format: 'jsonl' }, asked);
await once(left, 'readable');
left.destroy();
await sleep(500);
let reading = 0;
for (let sample = 0; sample < 50; sample += 1) {
  const { rows } = await bench.owner.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where state = 'active' and query like '%event_facts%' and pid <> pg_backend_pid()`,
  );
  reading += rows[0]?.count ?? 0;
  await sleep(20);
}
await bench.close();

const [file] = manifest.files;
if (file?.sha256 !== digest.digest('base64url')) throw new Error('The file is not the one of its manifest.');
console.log(
  `${file.rows.toLocaleString('en')} rows, ${Math.round(file.bytes / 1_048_576)} MiB of JSON Lines; manifest ${((signed - started) / 1000).toFixed(1)} s`,
);
verdict('manifest and file in s', seconds, { most: 300 });
verdict('queries seen after the caller left', reading, { most: 0 });
verdict('memory beyond the start in MiB', most - before, { most: 200 });
