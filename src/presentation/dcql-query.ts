import { vct } from '../kernel/vocabulary.ts';
import type { AskableClaim, QueryId, Wanted } from './vocabulary.ts';

/** The queries of this profile in the Digital Credentials Query Language, OpenID4VP 1.0 section 6. */

interface CredentialQuery {
  readonly id: QueryId;
  readonly format: 'dc+sd-jwt';
  readonly meta: { readonly vct_values: readonly string[] };
  /** Absent where nothing hidden is asked for: then the wallet shows nothing hidden (section 6.4.1). */
  readonly claims?: readonly { readonly path: readonly string[] }[];
}

export interface DcqlQuery {
  readonly credentials: readonly CredentialQuery[];
  readonly credential_sets?: readonly { readonly options: readonly (readonly QueryId[])[] }[];
}

const vctOf = { home: vct.homeAttestation, recognition: vct.recognition } as const;
const optionsOf: Readonly<Record<Wanted, readonly (readonly QueryId[])[]>> = {
  home: [['home']],
  recognition: [['recognition']],
  both: [['home', 'recognition']],
  // The more of it the better: wallets take the first option that they can meet.
  either: [['home', 'recognition'], ['home'], ['recognition']],
};

export function queryFor(what: Wanted, claims: readonly AskableClaim[]): DcqlQuery {
  const options = optionsOf[what];
  const ids = [...new Set(options.flat())];
  return {
    credentials: ids.map((id) => credentialQuery(id, claimsOf(id, claims))),
    ...(ids.length > 1 && { credential_sets: [{ options }] }),
  };
}

/** A recognition has no certificate number of the home side to show. */
export function claimsOf(id: QueryId, claims: readonly AskableClaim[]): readonly AskableClaim[] {
  return id === 'home' ? claims : claims.filter((claim) => claim !== 'certificate_number');
}

function credentialQuery(id: QueryId, claims: readonly AskableClaim[]): CredentialQuery {
  return {
    id,
    format: 'dc+sd-jwt',
    meta: { vct_values: [vctOf[id]] },
    ...(claims.length > 0 && { claims: claims.map((claim) => ({ path: [claim] })) }),
  };
}

/** Do these credentials together meet one of the options, and hold nothing beyond it? */
export function isMet(what: Wanted, shown: readonly QueryId[]): boolean {
  return optionsOf[what].some(
    (option) => option.length === shown.length && option.every((id) => shown.includes(id)),
  );
}
