import type { FastifyInstance } from 'fastify';
import { Fault } from '../kernel/fault.ts';
import type { Clock } from '../kernel/ports.ts';

export interface RateLimitOptions {
  readonly clock: Clock;
  /** Requests that one address may make in the long run. */
  readonly perMinute: number;
  /** Requests that it may make at once; as many as in a minute when absent. */
  readonly burst?: number;
  /** Addresses remembered; the one seen longest ago is forgotten first, and begins anew with a full bucket. */
  readonly addressesMax?: number;
}

export interface RateLimiter {
  /** Undefined when the request may pass, else the seconds after which one may. */
  take(key: string): number | undefined;
  /** Gives back what `take` let pass, for what was no attempt after all: taken first, it is counted also while others come at once. */
  giveBack(key: string): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets in the memory of this process: a node with several processes allows several times as much. */
export function createRateLimiter(options: RateLimitOptions): RateLimiter {
  const { clock, perMinute, burst = perMinute, addressesMax = 50_000 } = options;
  const perMillisecond = perMinute / 60_000;
  // A Map iterates in the order of insertion, so that its first key is the one seen longest ago.
  const buckets = new Map<string, Bucket>();
  const filled = (key: string): Bucket => {
    const now = clock.now().getTime();
    const { tokens, at } = buckets.get(key) ?? { tokens: burst, at: now };
    return { tokens: Math.min(burst, tokens + Math.max(0, now - at) * perMillisecond), at: now };
  };
  const waitFor = ({ tokens }: Bucket): number | undefined =>
    tokens < 1 ? Math.ceil((1 - tokens) / perMillisecond / 1000) : undefined;
  const refill = (key: string): Bucket => {
    const bucket = filled(key);
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > addressesMax) for (const oldest of buckets.keys().take(1)) buckets.delete(oldest);
    return bucket;
  };
  return {
    take(key) {
      const bucket = refill(key);
      const wait = waitFor(bucket);
      if (wait === undefined) bucket.tokens -= 1;
      return wait;
    },
    giveBack(key) {
      const bucket = refill(key);
      bucket.tokens = Math.min(burst, bucket.tokens + 1);
    },
  };
}

/** An IPv6 subscriber has 2^64 addresses of their own, so they count as one. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}

/**
 * Bounds what one address can make the node do before it has shown who it is: the POSTs that anybody may send, tokens among them, and what
 * an operation says is to be counted with them.
 * A token makes no difference there, for anybody gets one as a holder of any key.
 */
export function limitPublicPosts(app: FastifyInstance, options: RateLimitOptions): void {
  const limiter = createRateLimiter(options);
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    const isCounted = request.method === 'POST' || config.counted === true;
    if (!isCounted || config.access?.scope !== null) return;
    const waitSeconds = limiter.take(addressKey(request.ip));
    if (waitSeconds !== undefined) throw new Fault('too-many-requests', { retryAfterSeconds: waitSeconds });
  });
}
