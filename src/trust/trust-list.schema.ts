import { z } from 'zod';
import { nodeKeyPurposes } from '../keys/index.ts';
import { vct } from '../kernel/vocabulary.ts';
import { jurisdiction, publicJwk, slug, text, thumbprint } from '../platform/fields.schema.ts';
import { authorityKinds, mandateActions } from './vocabulary.ts';

/**
 * What a trust list says, whatever form it is written in, and the values of the extensions by which the form of ETSI TS 119 602 says
 * what it has no field for. Members that are not known are passed over there, so that a list may grow.
 */

/** NumericDate up to the end of the year 9999. */
const seconds = z.int().min(0).max(253_402_300_799);

const keyTerms = {
  kid: thumbprint,
  jwk: publicJwk,
  /** When it was first known here, and so at the latest announced. */
  created_at: seconds,
  sign_from: seconds,
  sign_until: seconds.nullable(),
  compromised_at: seconds.nullable(),
};

export const keyExtension = z.object(keyTerms);

export const mandateTerms = z.object({
  id: z.uuid(),
  action: z.enum(mandateActions),
  vct: z.enum(vct),
  qualifications: z.array(slug).min(1).max(100),
  from: seconds,
  until: seconds.nullable(),
  instrument: text(500),
  recorded_at: seconds,
});

export const mandatesExtension = z.array(mandateTerms).min(1).max(500);

export const authorityExtension = z.object({
  iss: text(300),
  slug,
  kind: z.enum(authorityKinds),
  contact: text(200),
});

export const schemeExtension = z.object({
  iss: text(300),
  jurisdiction,
  demonstration: z.boolean(),
  /** `kid` of the trust-list keys that may sign this list and the next ones. */
  anchors: z.array(thumbprint).min(1).max(8),
  status_lists: text(300),
});

export const nodePurpose = z.enum(nodeKeyPurposes);

export type ListedKey = z.infer<typeof keyExtension>;
export type ListedNodeKey = ListedKey & { readonly purpose: z.infer<typeof nodePurpose> };
export type ListedMandate = z.infer<typeof mandateTerms>;

export interface ListedAuthority extends z.infer<typeof authorityExtension> {
  readonly names: { readonly en: string; readonly zh_hant: string; readonly zh_hans: string };
  readonly keys: readonly ListedKey[];
  readonly mandates: readonly ListedMandate[];
}

export interface TrustListPayload extends z.infer<typeof schemeExtension> {
  readonly sequence: number;
  readonly iat: number;
  readonly next_update: number;
  readonly node_keys: readonly ListedNodeKey[];
  readonly authorities: readonly ListedAuthority[];
  /** Of the authorities that certify every key of the list: DER in base64. */
  readonly certificates: readonly string[];
  /** Where the list of the other side is: the two lists point to one another. */
  readonly peer: string;
  /** Thumbprints of the keys by which the list of the other side is known here. */
  readonly peer_anchors: readonly string[];
}
