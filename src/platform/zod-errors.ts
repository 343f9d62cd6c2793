import type { z } from 'zod';
import type { FaultError } from '../kernel/fault.ts';

type Issue = z.core.$ZodIssue;

/** At most this many errors are named; the first ones are enough to go on. */
const errorsMax = 32;

/** Where each part of a request is found in a pointer. */
export type RequestPart = 'body' | 'query' | 'params' | 'headers';

/** RFC 6901 pointers and stable codes from what zod found. The rejected values are left out on purpose. */
export function pointersOf(part: RequestPart, issues: readonly Issue[]): FaultError[] {
  return issues.flatMap((issue) => errorsOf(`/${part}`, issue)).slice(0, errorsMax);
}

function errorsOf(base: string, issue: Issue): FaultError[] {
  const pointer = base + issue.path.map((key) => `/${escapePointer(String(key))}`).join('');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, errorsMax)
        .map((key) => ({ pointer: `${pointer}/${escapePointer(key)}`, code: 'unknown-member' }));
    case 'invalid_type':
      return [{ pointer, code: issue.input === undefined ? 'required' : 'type' }];
    case 'too_big':
      return [{ pointer, code: 'too-long' }];
    case 'too_small':
      return [{ pointer, code: 'too-short' }];
    case 'invalid_format':
      return [{ pointer, code: 'format' }];
    case 'invalid_value':
    case 'invalid_union':
      return [{ pointer, code: 'choice' }];
    case 'custom':
      return [
        { pointer, code: typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid' },
      ];
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return [{ pointer, code: 'invalid' }];
  }
}

/** Keys come from the caller: cut, so that a problem document stays small. */
function escapePointer(key: string): string {
  return key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}
