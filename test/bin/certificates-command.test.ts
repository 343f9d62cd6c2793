import { spawn } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificatesCommand } from '../../src/bin/certificates-command.ts';
import { openContexts } from '../../src/bin/node-process.ts';
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '../../src/keys/x509.ts';
import { configurationFrom } from '../../src/platform/configuration.ts';
import { certify, made, type Made, signs } from '../keys/pki.ts';
import { compiled } from '../support/compiled.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const program = path.resolve(import.meta.dirname, '../../src/bin/wenjin.ts');

let database: TestDatabase;
let variables: Record<string, string>;
let folder: string;
let root: Made;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-requests-'));
  variables = {
    WENJIN_JURISDICTION: 'HK',
    WENJIN_ORIGIN: 'https://hk.wenjin.example',
    WENJIN_PEER_ORIGIN: 'https://sz.wenjin.example',
    WENJIN_CONTACT: 'query@hk.wenjin.example',
    WENJIN_DATABASE_URL: database.appUrl,
    WENJIN_LOG_DATABASE_URL: database.logUrl,
    WENJIN_DATABASE_CONNECTIONS: '4',
    WENJIN_MASTER_KEY: Buffer.alloc(32, 'certificates').toString('base64url'),
  };
  const { contexts, close } = openContexts(configurationFrom({ ...variables, WENJIN_LOG_LEVEL: 'silent' }));
  await contexts.keys.ensureNodeKeys();
  await close();
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString();
  root = await made({ name: 'Outside', authority: 0, usage: certify, from, until });
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const ran = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (ran.out += text),
    err: (text: string) => void (ran.err += text),
  };
  return { code: await certificatesCommand(args, { terminal, variables }), ...ran };
}

const pem = ({ der }: Made) => new X509Certificate(Buffer.from(der)).toString();

async function certificateFor(request: Pkcs10CertificateRequest): Promise<string> {
  const info = Buffer.from(request.publicKey.rawData);
  const publicKey = createPublicKey({ key: info, format: 'der', type: 'spki' });
  const names = request.extensions.filter((one) => one instanceof SubjectAlternativeNameExtension);
  const keys = { publicKey, privateKey: root.privateKey };
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const until = new Date(Date.now() + 60 * 86_400_000).toISOString();
  const asked = { name: request.subject.replace(/.*CN=/, ''), by: root, keys, from, until };
  return pem(await made({ ...asked, authority: false, usage: signs, more: names }));
}

describe('wenjin certificates', () => {
  test('request, import, list: from a node without certificates to one that has them', async () => {
    expect((await run('list')).out.match(/: no certificate\n/g)).toHaveLength(4);
    const requested = await run('request', '--out', folder);
    expect([requested.code, requested.out.split('\n').filter(Boolean)]).toEqual([
      0,
      readdirSync(folder)
        .map((name) => path.join(folder, name))
        .sort(sameOrder(requested.out)),
    ]);
    const requests = readdirSync(folder).map(
      (name) => new Pkcs10CertificateRequest(readFileSync(path.join(folder, name), 'utf8')),
    );
    const file = path.join(folder, 'certificates.pem');
    const certificates = await Promise.all(requests.map(certificateFor));
    writeFileSync(file, certificates.join(''));
    expect(await run('import', file)).toMatchObject({ code: 1, out: '' });
    expect((await run('import', file)).err).toContain('Nothing was kept: anchor-unknown (key ');
    writeFileSync(file, [...certificates, pem(root)].join(''));
    const imported = await run('import', file);
    expect([imported.code, imported.err]).toEqual([0, '']);
    expect(imported.out.match(/^certified: /gm)).toHaveLength(4);
    expect(imported.out).toContain('roots new to this node: 1\n');
    expect((await run('list')).out.match(/: until \d{4}-/g)).toHaveLength(4);
  });

  test('request prints to where it is called when no folder is named', async () => {
    const { code, out } = await run('request', '--all');
    expect([code, out.match(/-----BEGIN CERTIFICATE REQUEST-----/g)?.length]).toEqual([0, 4]);
    expect(out).toMatch(/^# (status|trust-list|presentation|metadata) [\w-]{43}\n/);
  });

  test.each([[['import']], [['nothing']], [['list', 'more']], [[]]])(
    '%j says how it is used: 2',
    async (args) => {
      const { code, err } = await run(...args);
      expect([code, err.startsWith('wenjin certificates: ')]).toEqual([2, true]);
    },
  );

  test('is a command of wenjin, and says what configuration is missing', async () => {
    const { PATH: search } = process.env;
    const child = spawn(process.execPath, [program, 'certificates', 'list'], {
      env: { ...compiled, PATH: search },
    });
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(2);
    expect(err).toContain('WENJIN_MASTER_KEY');
  });
});

/** The files in the order in which they were told. */
function sameOrder(told: string): (a: string, b: string) => number {
  return (a, b) => told.indexOf(a) - told.indexOf(b);
}
