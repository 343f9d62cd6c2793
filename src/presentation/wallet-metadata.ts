import { encodings, encryptionAlgorithm } from '../formats/index.ts';
import { Fault } from '../kernel/fault.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';
import { signingAlgorithm } from './vocabulary.ts';
import { type WalletMetadata, walletMetadata } from './wallet-metadata.schema.ts';

/** Ways to encrypt an answer, in our order. */
export type Encodings = readonly (typeof encodings)[number][];

const limits = { maxBytes: 16_384, maxDepth: 8 } as const;

/**
 * How a wallet can encrypt its answer, by what it says of itself (OpenID4VP 1.0 section 5.10). A wallet that could not answer at all is told so
 * before it shows its person a request: it ends there on any error (section 5.10.2), and gets the code that section 8.5 has for it. What it
 * leaves out, though it may, is not held against it.
 * @throws Fault `vp-metadata-refused`, `vp-formats-not-supported`
 */
export function encodingsFor(text: string | undefined): Encodings {
  if (text === undefined) return encodings;
  const json = parseStrictJson(text, limits);
  const parsed = json.ok ? walletMetadata.safeParse(json.value) : undefined;
  if (!parsed?.success) throw refused('wallet_metadata is malformed');
  const metadata = parsed.data;
  if (!hasFormat(metadata)) throw new Fault('vp-formats-not-supported');
  const needs = [
    ['x509_hash', metadata.client_id_prefixes_supported],
    ['vp_token', metadata.response_types_supported],
    ['direct_post.jwt', metadata.response_modes_supported],
    [signingAlgorithm, metadata.request_object_signing_alg_values_supported],
    [encryptionAlgorithm, metadata.authorization_encryption_alg_values_supported],
  ] as const;
  for (const [value, named] of needs) if (!allows(named, value)) throw refused(`${value} is needed`);
  const common = encodings.filter((each) =>
    allows(metadata.authorization_encryption_enc_values_supported, each),
  );
  if (common.length === 0) throw refused(`${encodings.join(' or ')} is needed`);
  return common;
}

/** Appendix B.3.4: the format, and the algorithms of issuer and key binding. */
function hasFormat({ vp_formats_supported: formats }: WalletMetadata): boolean {
  const supported = formats['dc+sd-jwt'];
  if (supported === undefined) return false;
  return [supported?.['sd-jwt_alg_values'], supported?.['kb-jwt_alg_values']].every((named) =>
    allows(named, signingAlgorithm),
  );
}

function allows(named: readonly string[] | undefined, value: string): boolean {
  return named === undefined || named.includes(value);
}

function refused(reason: string): Fault {
  return new Fault('vp-metadata-refused', { values: { reason } });
}
