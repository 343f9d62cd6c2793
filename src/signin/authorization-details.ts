import { Fault } from '../kernel/fault.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';
import type { AuthorizationDetail } from '../access/index.ts';
import { authorizationDetails } from './authorization-details.schema.ts';
import { type CredentialConfigurationId, isCredentialConfiguration } from './wallet-grant.ts';

export interface AskedDetails {
  readonly configurations: readonly CredentialConfigurationId[];
  /** Credential issuer identifiers that were named. */
  readonly locations: readonly string[];
}

const limits = { maxBytes: 8_192, maxDepth: 8 } as const;

/** @throws Fault `oauth-invalid-authorization-details` */
export function readAuthorizationDetails(text: string): AskedDetails {
  const json = parseStrictJson(text, limits);
  const parsed = json.ok ? authorizationDetails.safeParse(json.value) : undefined;
  if (!parsed?.success) throw refusedDetails('form');
  const configurations = new Set<CredentialConfigurationId>();
  for (const { credential_configuration_id: id } of parsed.data) {
    if (!isCredentialConfiguration(id)) throw refusedDetails('credential_configuration_id');
    configurations.add(id);
  }
  return {
    configurations: [...configurations],
    locations: [...new Set(parsed.data.flatMap(({ locations }) => locations ?? []))],
  };
}

/** RFC 9396 section 5. */
export function refusedDetails(reason: string): Fault {
  return new Fault('oauth-invalid-authorization-details', { values: { reason } });
}

/** OpenID4VCI 1.0 section 6.2. */
export function grantedDetails(
  identifiers: Readonly<Record<string, readonly string[]>>,
): readonly AuthorizationDetail[] {
  return Object.entries(identifiers).map(([id, each]) => ({
    type: 'openid_credential',
    credential_configuration_id: id,
    credential_identifiers: each,
  }));
}
