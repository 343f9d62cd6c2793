import type { KeyObject } from 'node:crypto';
import {
  algorithmOfHeader,
  refusalOfHeader,
  type TextualJws,
  verifyTextualJws,
} from '../kernel/compact-jws.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import type { JsonObject } from '../kernel/strict-json.ts';
import { type Check, fail, judged, skipped, unknown } from './check.ts';

export type IssuerKey =
  | { readonly key: KeyObject; readonly alg: SignatureAlgorithm }
  /** Why there is none, as a code of the caller's. */
  | { readonly problem: string };

interface IssuerPolicy {
  readonly isTyped: (header: JsonObject) => boolean;
  readonly issuerKey: (header: JsonObject, payload: JsonObject) => IssuerKey;
  readonly certificate: ((header: JsonObject, payload: JsonObject) => string | undefined) | undefined;
}

/** What is checked of the JWS that an issuer signed, in a fixed order, whatever format it secures. */
export function checkIssuerJws(
  {
    jws,
    header,
    payload,
  }: {
    readonly jws: TextualJws | undefined;
    readonly header: JsonObject | undefined;
    readonly payload: JsonObject | undefined;
  },
  { isTyped, issuerKey, certificate }: IssuerPolicy,
): readonly Check[] {
  if (jws === undefined || header === undefined)
    return (['header', 'type', 'algorithm', 'issuer-key', 'signature', 'certificate'] as const).map(unknown);
  const refusal = refusalOfHeader(header);
  const algorithm = algorithmOfHeader(header);
  const issuer = payload && issuerKey(header, payload);
  const key = issuer === undefined || 'problem' in issuer ? undefined : issuer;
  const verified = key !== undefined && verifyTextualJws(jws, key.key, key.alg);
  return [
    judged('header', refusal === 'unknown-algorithm' ? undefined : refusal),
    judged('type', isTyped(header) ? undefined : 'wrong-type'),
    algorithm === undefined
      ? fail('algorithm', 'unknown-algorithm')
      : judged('algorithm', key === undefined || key.alg === algorithm ? undefined : 'not-of-this-key'),
    issuer === undefined
      ? unknown('issuer-key')
      : judged('issuer-key', 'problem' in issuer ? issuer.problem : undefined),
    key === undefined ? unknown('signature') : judged('signature', verified ? undefined : 'does-not-verify'),
    checkCertificate(header, verified ? payload : undefined, certificate),
  ];
}

/** SD-JWT VC section 3.5 knows two ways to an issuer's key; ours is the trust list, and a certificate must not contradict it. */
function checkCertificate(
  header: JsonObject,
  verified: JsonObject | undefined,
  certificate: IssuerPolicy['certificate'],
): Check {
  if (header['x5c'] === undefined) return skipped('certificate', 'absent');
  if (certificate === undefined) return skipped('certificate', 'not-asked');
  return verified === undefined
    ? unknown('certificate')
    : judged('certificate', certificate(header, verified));
}
