import { faults } from '../kernel/fault-codes.ts';
import type { Fault } from '../kernel/fault.ts';
import { fill } from '../kernel/localised.ts';
import { overPage } from './pages.ts';
import { policyOf } from './page.ts';

const statuses = { 'too-many': 429, unavailable: 503, internal: 500 } as const;

/** Errors of the pages are pages: nobody is led anywhere before it is known where to (RFC 6749 section 4.1.2.1). */
export function pageError(fault: Fault): {
  readonly status: number;
  readonly body: string;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const { title, detail } = faults[fault.code];
  const status = Object.entries(statuses).find(([kind]) => kind === fault.kind)?.[1] ?? 400;
  return {
    status,
    body: overPage({ title, detail: fill(detail, fault.values) }),
    mediaType: pageMediaType,
    headers: { 'content-security-policy': policyOf() },
  };
}

export const pageMediaType = 'text/html; charset=utf-8';
