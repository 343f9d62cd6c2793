import { fromBase64, same, toHex } from './bytes.browser.ts';
import { type Head, type HeadVerdict, judgeHead } from './head.browser.ts';
import { looseOf, textList } from './json.browser.ts';
import { verifyGrowth } from './merkle.browser.ts';
import type { Policy } from './policy.browser.ts';

/** That a log only grew: each head is held against the last good one of the same log, seen on this page or kept by this browser. */
export interface Continuity {
  /** Against what the last good head was held; undefined for the first of its log. */
  readonly before: { readonly size: number } | undefined;
  /** A head that does not continue the last good one of the same key is a rewritten log, however well it is signed. */
  check(judged: HeadVerdict, policy: Policy): Promise<HeadVerdict>;
}

export interface ProofSource {
  json(path: string): Promise<unknown>;
}

export interface ContinuityDependencies {
  readonly server: ProofSource;
  /** Keeps the last good head beyond this page: public octets only. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}

export function createContinuity({ server, memory }: ContinuityDependencies): Continuity {
  /** By log and key: neither a failed head, nor one without cosignatures, nor another policy makes it forgotten. */
  const good = new Map<string, Head>();
  let before: Head | undefined;

  function keep(place: string, head: Head): void {
    good.set(place, head);
    try {
      memory?.setItem(place, head.note);
    } catch {
      // A storage that is full or closed: this page remembers by itself.
    }
  }

  return {
    get before() {
      return before;
    },
    async check(judged, policy) {
      if (judged.state === 'failed') return judged;
      const { head, checks, state } = judged;
      const logKey = checks.find((one) => one.by === 'log' && one.state === 'good')?.key;
      const place = `wenjin.head.${head.origin}.${logKey === undefined ? '' : toHex(logKey.material)}`;
      const seen = good.get(place);
      const kept = await keptHead(policy, memory?.getItem(place) ?? undefined);
      for (const last of [seen, kept?.note === seen?.note ? undefined : kept])
        if (last && !(await grew(server, last, head))) return { state: 'failed', why: 'rewritten', checks };
      if (state === 'verified') {
        before = seen ?? kept;
        keep(place, head);
      }
      return judged;
    },
  };
}

/** What was kept is octets of anybody's: it counts when it is signed as the policy asks. */
async function keptHead(policy: Policy, note: string | undefined): Promise<Head | undefined> {
  const judged = note === undefined ? undefined : await judgeHead(policy, note);
  return judged?.state === 'verified' ? judged.head : undefined;
}

async function grew(server: ProofSource, from: Head, to: Head): Promise<boolean> {
  if (from.size > to.size) return false;
  if (from.size === to.size) return same(from.root, to.root);
  if (from.size === 0) return true;
  const path = `/v1/log/consistency?from=${String(from.size)}&to=${String(to.size)}`;
  const { proof } = looseOf(await server.json(path));
  const hashes = textList(proof).map(fromBase64);
  const known = hashes.filter((hash) => hash !== undefined);
  return known.length === hashes.length && verifyGrowth({ from, to, proof: known });
}
