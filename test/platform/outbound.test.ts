import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import { isPublicAddress } from '../../src/platform/public-address.ts';

const origin = 'https://peer.wenjin.example';
const bounds = { method: 'GET', maxBytes: 1000, timeoutMilliseconds: 500 } as const;

let server: http.Server;
let local: string;
const seen: { url: string | undefined; host: string | undefined; body: string }[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ url: request.url, host: request.headers.host, body });
      if (request.url === '/redirect') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
      else if (request.url === '/large') response.end('x'.repeat(5000));
      else if (request.url === '/broken')
        response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
      else if (request.url !== '/slow') response.writeHead(200, { etag: '"1"' }).end('hello');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  local = `http://127.0.0.1:${address.port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const mapped = () => createOutbound({ allowedOrigins: [origin], mapped: { [origin]: local } });

test('an origin that is mapped is called where it listens, under its permanent name', async () => {
  const answer = await mapped().request(`${origin}/path?q=1`, {
    ...bounds,
    method: 'POST',
    body: new TextEncoder().encode('{"a":1}'),
  });
  expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' } });
  expect(new TextDecoder().decode(answer.body)).toBe('hello');
  expect(seen.at(-1)).toEqual({ url: '/path?q=1', host: 'peer.wenjin.example', body: '{"a":1}' });
});

test.each([
  ['an origin that nobody named', 'https://other.example/'],
  ['the same host without TLS', 'http://peer.wenjin.example/'],
  ['the same host on another port', 'https://peer.wenjin.example:8443/'],
  ['no address at all', 'peer.wenjin.example'],
])('%s is not called', async (_name, url) => {
  const before = seen.length;
  await expect(mapped().request(url, bounds)).rejects.toThrow(OutboundFailure);
  expect(seen).toHaveLength(before);
});

test.each([
  ['a redirect is not followed', '/redirect', /redirect/],
  ['an answer past the bound is given up', '/large', /larger than 1000/],
  ['an answer that breaks off is no answer', '/broken', /broke off/],
  ['an answer that does not come in time is none', '/slow', /no answer/],
])('%s', async (_name, path, message) => {
  await expect(mapped().request(origin + path, bounds)).rejects.toThrow(message);
});

test('a name that resolves to this machine is not connected to', async () => {
  const before = seen.length;
  const outbound = createOutbound({ allowedOrigins: ['https://localhost'], mapped: {} });
  await expect(outbound.request('https://localhost/', bounds)).rejects.toThrow(/no answer|may not be called/);
  expect(seen).toHaveLength(before);
});

describe('only addresses of the public internet', () => {
  test.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450::1'])('%s may be called', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
    '127.1',
  ])('%s may not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
