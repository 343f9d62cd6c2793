import { processDisclosures, parseSdJwt } from '../formats/index.ts';
import { parseCompactJws } from '../kernel/compact-jws.ts';
import { type PublicJwk, readPublicJwk } from '../kernel/jwk.ts';
import { isJsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { credentialProfile } from './profile.schema.ts';

export interface AttestedClaims {
  readonly holderJwk: PublicJwk;
  readonly route: string;
  readonly awardDate: string;
  readonly certificateNumber: string;
  readonly specialisms: readonly { readonly code: string; readonly date: string }[];
}

const limits = { maxBytes: 65_536 } as const;

/** What one of our own home attestations says, read back from its bytes. Undefined when it is none. */
export function attestedClaims(sdJwt: string): AttestedClaims | undefined {
  const cut = parseSdJwt(sdJwt);
  const jws = cut.ok ? parseCompactJws(cut.parts.issuerJwt, limits) : undefined;
  const payload = jws?.ok ? parseStrictObject(jws.jws.payload) : undefined;
  if (!cut.ok || !payload?.ok) return undefined;
  const processed = processDisclosures(payload.value, cut.parts.disclosures);
  const parsed = processed.ok ? credentialProfile.safeParse(processed.claims) : undefined;
  if (!parsed?.success || !('award_date' in parsed.data)) return undefined;
  const {
    cnf,
    route,
    award_date: awardDate,
    certificate_number: certificateNumber,
    specialisms,
  } = parsed.data;
  const holderJwk = isJsonObject(cnf.jwk) ? readPublicJwk(cnf.jwk) : undefined;
  return holderJwk && { holderJwk, route, awardDate, certificateNumber, specialisms };
}
