import type { Bytes } from './bytes.browser.ts';

/** SHA-256 (FIPS 180-4 section 6.2) of what arrives piece by piece, for files too large to be held whole: WebCrypto digests in one go alone. */
export interface RunningDigest {
  add(piece: Uint8Array): void;
  /** Of everything so far; nothing may be added after it. */
  result(): Bytes;
}

const blockBytes = 64;

export function createRunningDigest(): RunningDigest {
  const state = Uint32Array.from(roots(8, 2));
  const block = new Uint8Array(blockBytes);
  let [filled, total] = [0, 0];

  function add(piece: Uint8Array): void {
    total += piece.length;
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + blockBytes - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < blockBytes) return;
      compress(state, block);
      filled = 0;
    }
  }

  return {
    add,
    result() {
      const bits = total * 8;
      add(Uint8Array.of(0x80));
      add(new Uint8Array((2 * blockBytes - 8 - filled) % blockBytes));
      const length = new DataView(new ArrayBuffer(8));
      length.setBigUint64(0, BigInt(bits));
      add(new Uint8Array(length.buffer));
      const digest = new DataView(new ArrayBuffer(32));
      for (const [at, word] of state.entries()) digest.setUint32(at * 4, word);
      return new Uint8Array(digest.buffer);
    },
  };
}

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes. */
function roots(count: number, degree: 2 | 3): number[] {
  const primes: number[] = [];
  for (let next = 2; primes.length < count; next += 1)
    if (primes.every((prime) => next % prime > 0)) primes.push(next);
  return primes.map((prime) => {
    const root = degree === 2 ? Math.sqrt(prime) : Math.cbrt(prime);
    return Math.floor((root - Math.floor(root)) * 2 ** 32);
  });
}

const constants = Uint32Array.from(roots(64, 3));
const schedule = new Uint32Array(64);

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
const wordAt = (words: Uint32Array, at: number): number => words[at] ?? 0;

function compress(state: Uint32Array, block: Uint8Array): void {
  const view = new DataView(block.buffer);
  for (let t = 0; t < 16; t += 1) schedule[t] = view.getUint32(t * 4);
  for (let t = 16; t < 64; t += 1) {
    const near = wordAt(schedule, t - 2);
    const far = wordAt(schedule, t - 15);
    const one = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    const zero = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    schedule[t] = one + wordAt(schedule, t - 7) + zero + wordAt(schedule, t - 16);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const first =
      (h +
        (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
        ((e & f) ^ (~e & g)) +
        wordAt(constants, t) +
        wordAt(schedule, t)) |
      0;
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    // One by one: a list for each round would be most of what a round costs.
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = wordAt(state, at) + word;
}
