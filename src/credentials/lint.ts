import { civilDate, fromEpochSeconds } from '../kernel/instants.ts';
import type { CredentialContent } from './claims.ts';
import { credentialProfile } from './profile.schema.ts';

const personal = new Set([
  '/name_en',
  '/name_zh_hant',
  '/name_zh_hans',
  '/birth_date',
  '/certificate_number',
]);

export interface LintFacts {
  readonly now: Date;
  readonly demonstration: boolean;
  readonly iss: string;
}

/** What is wrong with a credential that is about to be signed; empty when nothing is. Boulder learnt to ask before, not after. */
export function lint(
  { claims, disclosable }: CredentialContent,
  { now, demonstration, iss }: LintFacts,
): string[] {
  const parsed = credentialProfile.safeParse(claims);
  if (!parsed.success) return parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.code}`);
  const credential = parsed.data;
  const today = civilDate(now);
  const dates =
    credential.vct.includes('home-attestation') && 'award_date' in credential
      ? [credential.award_date, credential.standing.as_of]
      : [];
  const shown = [...personal].filter(
    (pointer) => pointer.slice(1) in claims && !disclosable.includes(pointer),
  );
  const hidden = disclosable.filter((pointer) => !personal.has(pointer));
  return [
    ...(credential.iss === iss ? [] : ['/iss: another issuer']),
    ...((credential.demonstration ?? false) === demonstration
      ? []
      : ['/demonstration: differs from the node']),
    ...(credential.exp > credential.iat ? [] : ['/exp: not after iat']),
    ...(civilDate(fromEpochSeconds(credential.iat)) <= today ? [] : ['/iat: in the future']),
    ...(dates.every((date) => date <= today) ? [] : ['/award_date: in the future']),
    ...shown.map((pointer) => `${pointer}: personal data that anybody would be shown`),
    ...hidden.map((pointer) => `${pointer}: could be left out of a presentation`),
  ];
}
