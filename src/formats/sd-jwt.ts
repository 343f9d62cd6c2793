/** An SD-JWT or SD-JWT+KB cut at its tildes, RFC 9901 section 4. Nothing in it is read yet. */
export interface SdJwtParts {
  readonly issuerJwt: string;
  readonly disclosures: readonly string[];
  readonly keyBindingJwt: string | undefined;
  /** Up to and including the last tilde: what `sd_hash` is over. */
  readonly presented: string;
}

export type SdJwtRefusalReason = 'too-large' | 'too-many-disclosures' | 'no-tilde' | 'empty-disclosure';

export interface SdJwtLimits {
  readonly maxBytes: number;
  readonly maxDisclosures: number;
}

export const sdJwtLimits: SdJwtLimits = { maxBytes: 65_536, maxDisclosures: 256 };

/** SD-JWT VC section 3.2.1; the transitional `vc+sd-jwt` is not accepted, it also names another format. */
export const sdJwtVcType = 'dc+sd-jwt';

export const keyBindingType = 'kb+jwt';

export function parseSdJwt(
  text: string,
  limits: SdJwtLimits = sdJwtLimits,
):
  | { readonly ok: true; readonly parts: SdJwtParts }
  | { readonly ok: false; readonly reason: SdJwtRefusalReason } {
  if (text.length > limits.maxBytes) return { ok: false, reason: 'too-large' };
  const first = text.indexOf('~');
  if (first === -1) return { ok: false, reason: 'no-tilde' };
  const disclosures: string[] = [];
  let start = first + 1;
  for (let end = text.indexOf('~', start); end !== -1; end = text.indexOf('~', start)) {
    if (end === start) return { ok: false, reason: 'empty-disclosure' };
    if (disclosures.length === limits.maxDisclosures) return { ok: false, reason: 'too-many-disclosures' };
    disclosures.push(text.slice(start, end));
    start = end + 1;
  }
  const parts = {
    issuerJwt: text.slice(0, first),
    disclosures,
    keyBindingJwt: start === text.length ? undefined : text.slice(start),
    presented: text.slice(0, start),
  };
  return { ok: true, parts };
}

/** The compact form; a key-binding JWT may follow its last tilde. */
export function combineSdJwt(issuerJwt: string, disclosures: readonly string[]): string {
  return `${[issuerJwt, ...disclosures].join('~')}~`;
}
