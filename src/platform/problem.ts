import type { Fault, FaultError } from '../kernel/fault.ts';
import { type FaultCode, faults } from '../kernel/fault-codes.ts';
import type { FaultKind } from '../kernel/fault-text.ts';
import { fill, type Language, textIn } from '../kernel/localised.ts';
import { pointerTexts } from './pointer-texts.ts';

/** The only place that knows which status of HTTP a kind of refusal has. */
const statusOfKind: Readonly<Record<FaultKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'not-acceptable': 406,
  timeout: 408,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  unprocessable: 422,
  'too-many': 429,
  internal: 500,
  unavailable: 503,
};

export const problemMediaType = 'application/problem+json';
const problemTypeBase = 'https://wenjin.example/problems/';

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: FaultCode;
  requestId: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

export function statusOf(code: FaultCode): number {
  return statusOfKind[faults[code].kind];
}

/** RFC 9457. Only codes, pointers and the texts of this house are in it: never what the caller sent, never a cause. */
export function problemDocument(fault: Fault, requestId: string, language: Language): ProblemDocument {
  const { title, detail } = faults[fault.code];
  return {
    type: `${problemTypeBase}${fault.code}`,
    title: textIn(title, language),
    status: statusOf(fault.code),
    detail: textIn(fill(detail, fault.values), language),
    code: fault.code,
    requestId,
    ...(fault.errors.length > 0 && { errors: fault.errors.map((error) => described(error, language)) }),
  };
}

function described({ pointer, code }: FaultError, language: Language) {
  return { pointer, code, detail: textIn(pointerTexts[code] ?? pointerTexts.invalid, language) };
}
