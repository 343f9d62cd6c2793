import { processDisclosures } from '../formats/index.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { isCredentialType, personalClaims, typeDocuments } from '../typemetadata/index.ts';
import type { CredentialContent, StatusReference } from './claims.ts';

/** What a copy does not share with what it repeats. */
export interface OwnOfCopy {
  readonly holderJwk: PublicJwk;
  readonly number: string;
  readonly status: StatusReference;
  readonly iat: number;
}

/**
 * The same claims for another key of the same person: number, status and instant are its own, and it ends when the other one does.
 * Undefined when what is stored does not read.
 */
export function copiedContent(
  stored: { readonly payload: Uint8Array; readonly disclosures: readonly string[] },
  { holderJwk, number, status, iat }: OwnOfCopy,
): CredentialContent | undefined {
  const payload = parseStrictObject(stored.payload);
  const processed = payload.ok ? processDisclosures(payload.value, stored.disclosures) : undefined;
  if (!processed?.ok) return undefined;
  const type = processed.claims['vct'];
  if (!isCredentialType(type)) return undefined;
  const claims = {
    ...processed.claims,
    // One from before types were published did not say it.
    'vct#integrity': typeDocuments[type].integrity,
    iat,
    cnf: { jwk: { ...holderJwk } },
    status: { status_list: { ...status } },
    number,
  };
  return { claims, disclosable: personalClaims.filter((name) => name in claims).map((name) => `/${name}`) };
}
