import type { EventFacts } from '../kernel/event.ts';
import { type Jurisdiction, otherSide } from '../kernel/jurisdiction.ts';
import { vct } from '../kernel/vocabulary.ts';

interface Counted {
  readonly facts: EventFacts | null;
  readonly vct: string;
  readonly qualification: string;
}

/** What an event about a credential is counted by. One that is older than the facts has only what its row says. */
export function factsOf({ facts, vct: type, qualification }: Counted, legalKind?: string): EventFacts {
  const known = facts ?? (type === vct.homeAttestation ? { qualification } : { target: qualification });
  return { ...known, legalKind };
}

/** Codes in one word, in an order of their own, so that equal sets are equal. */
export function specialismOf(specialisms: readonly { readonly code: string }[]): string | undefined {
  const codes = specialisms.map(({ code }) => code).sort();
  return codes.length === 0 ? undefined : codes.join(' ');
}

/** Of whatever is decided here about what was earned on the other side. */
export function directionTo(host: Jurisdiction): EventFacts['direction'] {
  return otherSide(host) === 'HK' ? 'HK-CN-SZ' : 'CN-SZ-HK';
}
