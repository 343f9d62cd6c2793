import type { CheckCode, SdJwtVcPolicy } from '../../src/formats/index.ts';
import { type Forgery, forge, goodHeader, goodPayload } from './sample.ts';

/** A credential that must not be valid, and the check that must say so. */
export interface ForgeryCase {
  readonly title: string;
  readonly text: string;
  readonly fails: CheckCode;
  readonly detail?: string;
  readonly policy?: Partial<SdJwtVcPolicy>;
}

export function of(
  title: string,
  fails: CheckCode,
  forgery: Forgery | string,
  detail?: string,
  policy?: Partial<SdJwtVcPolicy>,
): ForgeryCase {
  const text = typeof forgery === 'string' ? forgery : forge(forgery);
  return {
    title,
    text,
    fails,
    ...(detail !== undefined && { detail }),
    ...(policy !== undefined && { policy }),
  };
}

export const header = (changes: object) => ({ ...goodHeader, ...changes });
export const payload = (changes: object) => ({ ...goodPayload, ...changes });
export const deepText = `${'['.repeat(40)}${']'.repeat(40)}`;
