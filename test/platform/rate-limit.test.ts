import { describe, expect, test } from 'vitest';
import { addressKey, createRateLimiter } from '../../src/platform/rate-limit.ts';
import { testClock } from '../support/world.ts';

describe('a bucket', () => {
  test('lets a burst pass and then what the rate allows', () => {
    const clock = testClock();
    const limiter = createRateLimiter({ clock, perMinute: 60, burst: 3 });
    const taken = (): (number | undefined)[] => [1, 2, 3, 4].map(() => limiter.take('a'));
    expect(taken()).toEqual([undefined, undefined, undefined, 1]);
    clock.advance(2);
    expect(taken()).toEqual([undefined, undefined, 1, 1]);
    clock.advance(3600);
    expect(taken()).toEqual([undefined, undefined, undefined, 1]);
  });

  test('has again what is given back, and never more than it holds', () => {
    const limiter = createRateLimiter({ clock: testClock(), perMinute: 60, burst: 2 });
    limiter.take('a');
    for (const _ of [1, 2, 3]) limiter.giveBack('a');
    expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([undefined, undefined, 1]);
  });

  test('is each address’s own, and a clock that goes back fills none', () => {
    const clock = testClock('2026-06-01T00:00:10Z');
    const limiter = createRateLimiter({ clock, perMinute: 1 });
    expect(limiter.take('a')).toBeUndefined();
    expect(limiter.take('b')).toBeUndefined();
    clock.set('2026-06-01T00:00:00Z');
    expect(limiter.take('a')).toBe(60);
  });

  test('of the address seen longest ago is forgotten when there are too many', () => {
    const limiter = createRateLimiter({ clock: testClock(), perMinute: 1, addressesMax: 2 });
    for (const address of ['a', 'b', 'c']) limiter.take(address);
    expect(limiter.take('c')).toBe(60);
    expect(limiter.take('b')).toBe(60);
    expect(limiter.take('a')).toBeUndefined();
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
