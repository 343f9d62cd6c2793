import { z } from 'zod';
import { nodeKeyPurposes } from '../keys/index.ts';
import { vct } from '../kernel/vocabulary.ts';
import { jurisdiction, publicJwk, slug, text, thumbprint } from '../platform/fields.schema.ts';
import { authorityKinds, mandateActions } from './vocabulary.ts';

/**
 * The payload of a trust list as it is signed and as it is accepted from the other node. Members that are not known are
 * passed over, so that a list may grow; what would change the meaning of the others comes with another `version`.
 */

/** NumericDate up to the end of the year 9999. */
const seconds = z.int().min(0).max(253_402_300_799);

const name = text(200);

const listedKey = z.object({
  kid: thumbprint,
  jwk: publicJwk,
  sign_from: seconds,
  sign_until: seconds.nullable(),
  compromised_at: seconds.nullable(),
});

const listedNodeKey = listedKey.extend({ purpose: z.enum(nodeKeyPurposes) });

const listedMandate = z.object({
  id: z.uuid(),
  action: z.enum(mandateActions),
  vct: z.enum(vct),
  qualifications: z.array(slug).min(1).max(100),
  from: seconds,
  until: seconds.nullable(),
  instrument: text(500),
  recorded_at: seconds,
});

const listedAuthority = z.object({
  iss: text(300),
  slug,
  names: z.object({ en: name, zh_hant: name, zh_hans: name }),
  kind: z.enum(authorityKinds),
  contact: text(200),
  keys: z.array(listedKey).min(1).max(200),
  mandates: z.array(listedMandate).max(500),
});

export const trustListPayload = z.object({
  version: z.literal(1),
  iss: text(300),
  jurisdiction,
  sequence: z.int().min(1),
  iat: seconds,
  next_update: seconds,
  demonstration: z.boolean(),
  /** `kid` of the trust-list keys among `node_keys` that may sign this list and the next ones. */
  anchors: z.array(thumbprint).min(1).max(8),
  node_keys: z.array(listedNodeKey).max(1000),
  authorities: z.array(listedAuthority).max(500),
  status_lists: text(300),
  /** Where the list of the other side is: the two lists point to one another. */
  peer: text(300),
});

export type TrustListPayload = z.infer<typeof trustListPayload>;
export type ListedKey = z.infer<typeof listedKey>;
export type ListedAuthority = z.infer<typeof listedAuthority>;
export type ListedMandate = z.infer<typeof listedMandate>;
