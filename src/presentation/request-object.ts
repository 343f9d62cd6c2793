import { sha256Base64url } from '../kernel/digest.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import type { AgreementKeyPair } from '../kernel/p256-key.ts';
import type { Signer } from '../kernel/ports.ts';
import { encryptionAlgorithm } from '../formats/index.ts';
import type { DcqlQuery } from './dcql-query.ts';
import { requestObjectType, signingAlgorithm } from './vocabulary.ts';
import type { Encodings } from './wallet-metadata.ts';

/** Who signs requests: a key of the node with its chain, the leaf first. */
export interface RequestSigner {
  readonly signer: Signer;
  /** base64 of the DER, as `x5c` has it. */
  readonly chain: readonly string[];
}

/** The SHA-256 of the leaf certificate, with its prefix (OpenID4VP 1.0 section 5.9.3). The prefix is part of it everywhere, also in `aud`. */
export function clientIdOf([leaf = '']: readonly string[]): string {
  return `x509_hash:${sha256Base64url(Buffer.from(leaf, 'base64'))}`;
}

export interface RequestContent {
  readonly responseUri: string;
  readonly nonce: string;
  readonly state: string;
  readonly query: DcqlQuery;
  readonly encryptionKey: AgreementKeyPair;
  readonly encodings: Encodings;
  readonly clientName: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  /** Of the wallet that fetched the request by POST (section 5.10). */
  readonly walletNonce?: string;
}

const algorithms = [signingAlgorithm] as const;

/** A signed Authorization Request, OpenID4VP 1.0 section 5 and RFC 9101. */
export function signRequestObject(
  content: RequestContent,
  { signer, chain }: RequestSigner,
): Promise<string> {
  const { encryptionKey, walletNonce } = content;
  return signCompactJws(
    { typ: requestObjectType, kid: signer.kid, x5c: chain },
    {
      aud: 'https://self-issued.me/v2',
      iat: content.iat,
      exp: content.exp,
      client_id: clientIdOf(chain),
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      response_uri: content.responseUri,
      nonce: content.nonce,
      state: content.state,
      dcql_query: content.query,
      client_metadata: {
        client_name: content.clientName,
        jwks: {
          keys: [
            { ...encryptionKey.publicJwk, kid: encryptionKey.kid, use: 'enc', alg: encryptionAlgorithm },
          ],
        },
        encrypted_response_enc_values_supported: [...content.encodings],
        vp_formats_supported: {
          'dc+sd-jwt': { 'sd-jwt_alg_values': [...algorithms], 'kb-jwt_alg_values': [...algorithms] },
        },
      },
      ...(walletNonce !== undefined && { wallet_nonce: walletNonce }),
    },
    signer,
  );
}
