import { Fault } from '../kernel/fault.ts';
import { importPublicKey } from '../kernel/jwk.ts';
import type { z } from 'zod';
import { responseEncryption } from './credential-request.schema.ts';
import type { WalletDependencies } from './dependencies.ts';
import { decryptRequest, type ResponseEncryption } from './encryption.ts';
import { requestKeysAt } from './request-key.ts';

export interface Opened<T> {
  readonly request: T;
  /** To what the answer is encrypted, whatever it says; undefined for an answer in the clear. */
  readonly encryption: ResponseEncryption | undefined;
}

/**
 * A request as it came: JSON, or a JWE that holds it. What the answer shall be encrypted to is taken from an encrypted request alone, for
 * in the clear an attacker could put a key of their own there (OpenID4VCI 1.0 section 8.2).
 * @throws Fault `vci-invalid-credential-request`, `vci-invalid-encryption`
 */
export async function openRequest<T extends { readonly credential_response_encryption?: unknown }>(
  { key, clock }: Pick<WalletDependencies, 'key' | 'clock'>,
  body: unknown,
  schema: z.ZodType<T>,
): Promise<Opened<T>> {
  const encrypted = typeof body === 'string';
  const request = read(schema, encrypted ? await decrypted(body, { key, clock }) : body);
  const asked = request.credential_response_encryption;
  if (asked === undefined) return { request, encryption: undefined };
  if (!encrypted) throw invalidEncryption('the request itself is not encrypted');
  const parsed = responseEncryption.safeParse(asked);
  if (!parsed.success) throw invalidEncryption('jwk, alg or enc is not supported');
  const { jwk, enc } = parsed.data;
  const { kty, crv, x, y, alg, kid } = jwk;
  if (!importPublicKey({ kty, crv, x, y })) throw invalidEncryption('jwk is not a point of the curve');
  return { request, encryption: { jwk: { kty, crv, x, y, alg, ...(kid !== undefined && { kid }) }, enc } };
}

async function decrypted(
  token: string,
  { key, clock }: Pick<WalletDependencies, 'key' | 'clock'>,
): Promise<unknown> {
  const opened = await decryptRequest(token, requestKeysAt(key, clock.now()));
  if (!opened.ok) throw invalidEncryption(opened.reason);
  return opened.value;
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.map(String).join('/') ?? '';
  const reason = /^[\w/-]{1,64}$/.test(path) ? path : 'body';
  throw new Fault('vci-invalid-credential-request', { values: { reason } });
}

function invalidEncryption(reason: string): Fault {
  return new Fault('vci-invalid-encryption', { values: { reason } });
}
