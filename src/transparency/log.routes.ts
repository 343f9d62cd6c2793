import { Fault } from '../kernel/fault.ts';
import type { Answer } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import { logHealth, noteText, octets, plainText, tileParams } from './log.schema.ts';
import type { LogHealth } from './log-health.service.ts';
import type { LogServing } from './log-serving.service.ts';
import { parseTilePath, type TilePath } from './tile-path.ts';

const tag = 'Transparency log';
const open = { roles: ['public'], scope: null, purpose: 'public-information' } as const;
const textType = 'text/plain; charset=utf-8';
const octetType = 'application/octet-stream';
const anybody = { 'access-control-allow-origin': '*' };
const forEver = 'max-age=31536000, immutable';

export interface LogRoutesDependencies {
  readonly serving: LogServing;
  readonly health: () => Promise<LogHealth>;
}

export function logRoutes(router: Router, deps: LogRoutesDependencies): void {
  mountCheckpoint(router, deps.serving);
  mountPolicy(router, deps.serving);
  mountTiles(router, deps.serving);
  mountEntries(router, deps.serving);
  mountHealth(router, deps.health);
}

function mountCheckpoint(router: Router, serving: LogServing): void {
  router.mount(
    {
      id: 'getLogCheckpoint',
      method: 'GET',
      path: '/log/checkpoint',
      tag,
      summary: 'The head of the log, cosigned by the other side',
      description:
        'C2SP tlog-checkpoint under the signatures of the log and of its witnesses. While the witness is away the last cosigned one stays.',
      access: open,
      answers: { 200: { description: 'The note.', schema: noteText, mediaType: 'text/plain' } },
      faults: ['not-found'],
    },
    async () => {
      const body = await serving.checkpoint();
      if (body === undefined) throw new Fault('not-found');
      return { status: 200, body, mediaType: textType, headers: { ...anybody, 'cache-control': 'no-cache' } };
    },
  );
}

function mountPolicy(router: Router, serving: LogServing): void {
  router.mount(
    {
      id: 'getLogPolicy',
      method: 'GET',
      path: '/log/policy',
      tag,
      summary: 'By whose signatures a checkpoint is good',
      description:
        'C2SP tlog-policy: the keys of the log and of its witnesses, and how many must cosign. Whoever verifies keeps a copy of their own and compares the keys with both trust lists.',
      access: open,
      answers: { 200: { description: 'The policy file.', schema: plainText, mediaType: 'text/plain' } },
    },
    async () => {
      const body = serving.policy();
      if (body === undefined) throw new Fault('unavailable');
      const headers = { ...anybody, 'cache-control': 'public, max-age=60' };
      return { status: 200, body, mediaType: textType, headers };
    },
  );
}

function mountTiles(router: Router, serving: LogServing): void {
  router.mount(
    {
      id: 'getLogTile',
      method: 'GET',
      path: '/log/tile/*',
      tag,
      summary: 'A tile of the tree',
      description:
        'C2SP tlog-tiles, `L/N` or `L/N.p/W`: 256 hashes of level L, or the first W of them. A path in another spelling does not exist.',
      access: open,
      params: tileParams,
      answers: { 200: { description: 'The hashes.', schema: octets, mediaType: octetType } },
      faults: ['not-found'],
    },
    async ({ request }) => {
      const name = pathIn(request.url);
      return name?.kind === 'tile'
        ? served(await serving.resource(name), 'public')
        : served(undefined, 'public');
    },
  );
}

function mountEntries(router: Router, serving: LogServing): void {
  router.mount(
    {
      id: 'getLogEntries',
      method: 'GET',
      path: '/log/tile/entries/*',
      tag,
      summary: 'A bundle of entries',
      description:
        'C2SP tlog-tiles, `N` or `N.p/W`: 256 entries, or the first W of them, each behind its length in two octets. Entries say who issues how much, so they are for supervisors and for the node of the other side, which shows a JWS of type `wenjin-peer+jwt` by its notice key as its token.',
      access: { roles: ['regulator', 'peer'], scope: 'log:entries', purpose: 'supervision' },
      params: tileParams,
      answers: { 200: { description: 'The entries.', schema: octets, mediaType: octetType } },
      faults: ['not-found'],
    },
    async ({ request }) => {
      const name = pathIn(request.url);
      return name?.kind === 'entries'
        ? served(await serving.resource(name), 'private')
        : served(undefined, 'private');
    },
  );
}

/** As it was asked for, before anything was decoded: a second spelling would be a second name in every cache. */
function pathIn(url: string): TilePath | undefined {
  return parseTilePath(url.slice('/log/'.length));
}

function served(body: Uint8Array | undefined, cache: 'public' | 'private'): Answer {
  if (body === undefined) throw new Fault('not-found');
  const headers = { ...(cache === 'public' && anybody), 'cache-control': `${cache}, ${forEver}` };
  return { status: 200, body, mediaType: octetType, headers };
}

function mountHealth(router: Router, health: () => Promise<LogHealth>): void {
  router.mount(
    {
      id: 'getLogHealth',
      method: 'GET',
      path: '/v1/log/health',
      tag,
      summary: 'How the logs of both sides are',
      description:
        'Size, age of the last signature and cosignature, what waits; and the newest head of the other side’s log that was seen here.',
      access: { roles: ['regulator', 'operator'], scope: 'log:health', purpose: 'supervision' },
      answers: { 200: { description: 'Both logs.', schema: logHealth } },
    },
    async () => ({ status: 200, body: await health() }),
  );
}
