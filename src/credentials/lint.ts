import { civilDate, fromEpochSeconds } from '../kernel/instants.ts';
import { importPublicKey } from '../kernel/jwk.ts';
import { vct } from '../kernel/vocabulary.ts';
import { personalClaims } from '../typemetadata/index.ts';
import type { CredentialContent } from './claims.ts';
import { type CredentialProfile, credentialProfile } from './profile.schema.ts';

export interface LintFacts {
  readonly now: Date;
  readonly demonstration: boolean;
  readonly iss: string;
  /** Of this node and of the other. */
  readonly origin: string;
  readonly peerOrigin: string;
}

/** A pointer into the claims, and what is wrong there. Never a value: some are personal data. */
type Finding = readonly [pointer: string, problem: string];

/** What is wrong with a credential that is about to be signed; empty when nothing is. Boulder learnt to ask before, not after. */
export function lint({ claims, disclosable }: CredentialContent, facts: LintFacts): string[] {
  const parsed = credentialProfile.safeParse(claims);
  if (!parsed.success) return parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.code}`);
  return [
    ...disclosureFindings(claims, disclosable),
    ...commonFindings(parsed.data, facts),
    ...dateFindings(parsed.data, facts.now),
    ...linkFindings(parsed.data, facts),
  ].map(([pointer, problem]) => `${pointer}: ${problem}`);
}

/** Personal data is for the holder to show or not; everything else never is. */
function disclosureFindings(claims: CredentialContent['claims'], disclosable: readonly string[]): Finding[] {
  const personal = personalClaims.map((name) => `/${name}`);
  return [
    ...personal
      .filter((pointer) => pointer.slice(1) in claims && !disclosable.includes(pointer))
      .map((pointer): Finding => [pointer, 'personal data that anybody would be shown']),
    ...disclosable
      .filter((pointer) => !personal.includes(pointer))
      .map((pointer): Finding => [pointer, 'could be left out of a presentation']),
  ];
}

function commonFindings(credential: CredentialProfile, facts: LintFacts): Finding[] {
  const { iss, iat, exp, cnf, number, demonstration = false } = credential;
  const named = [credential.name_en, credential.name_zh_hant, credential.name_zh_hans];
  return found([
    [iss !== facts.iss, '/iss', 'another issuer'],
    [demonstration !== facts.demonstration, '/demonstration', 'differs from the node'],
    [number.startsWith('DEMO-') !== facts.demonstration, '/number', 'differs from the node'],
    [exp <= iat, '/exp', 'not after iat'],
    [fromEpochSeconds(iat) > facts.now, '/iat', 'in the future'],
    [importPublicKey(cnf.jwk) === undefined, '/cnf/jwk', 'not a point of the curve'],
    [named.every((name) => name === undefined), '/name_en', 'no name in any script'],
    [credential.birth_date === undefined, '/birth_date', 'required'],
  ]);
}

function dateFindings(credential: CredentialProfile, now: Date): Finding[] {
  const today = civilDate(now);
  const past = pastDates(credential);
  return [
    ...found(past.map(([pointer, date]) => [date > today, pointer, 'in the future'])),
    ...('review_by' in credential
      ? found([[credential.review_by <= today, '/review_by', 'not in the future']])
      : []),
    ...('standing' in credential
      ? found([
          [
            credential.standing.next_due !== undefined &&
              credential.standing.next_due <= credential.standing.as_of,
            '/standing/next_due',
            'not after as_of',
          ],
          [credential.standing.as_of < credential.award_date, '/standing/as_of', 'before the award'],
        ])
      : []),
  ];
}

/** What has happened by the day of signing, or is not known yet. */
function pastDates(credential: CredentialProfile): (readonly [pointer: string, date: string])[] {
  const born = credential.birth_date === undefined ? [] : [['/birth_date', credential.birth_date] as const];
  switch (credential.vct) {
    case vct.homeAttestation:
      return [
        ...born,
        ['/award_date', credential.award_date],
        ['/standing/as_of', credential.standing.as_of],
        ['/first_attested_on', credential.first_attested_on],
        ...credential.specialisms.map(({ date }, index) => [`/specialisms/${index}/date`, date] as const),
      ];
    case vct.bridgingResult:
      return [
        ...born,
        ...credential.results.map(({ date }, index) => [`/results/${index}/date`, date] as const),
      ];
    case vct.recognition:
      return born;
  }
}

/** Own lists for what is ours; for a recognition, the home record is the other side's, list and issuer alike. */
function linkFindings(credential: CredentialProfile, { origin, peerOrigin }: LintFacts): Finding[] {
  const list = `${origin}/status-lists/`;
  const common: [boolean, string, string][] = [
    [
      !credential.status.status_list.uri.startsWith(list),
      '/status/status_list/uri',
      'not a list of this node',
    ],
  ];
  if (credential.vct === vct.homeAttestation)
    common.push([
      !credential.record.status_list.uri.startsWith(list),
      '/record/status_list/uri',
      'not a list of this node',
    ]);
  if (credential.vct === vct.recognition) {
    const { home } = credential;
    common.push(
      [!home.iss.startsWith(`${peerOrigin}/authorities/`), '/home/iss', 'not of the other side'],
      [
        !home.record.status_list.uri.startsWith(`${peerOrigin}/status-lists/`),
        '/home/record/status_list/uri',
        'not a list of the other side',
      ],
    );
  }
  return found(common);
}

function found(checks: readonly (readonly [wrong: boolean, pointer: string, problem: string])[]): Finding[] {
  return checks.filter(([wrong]) => wrong).map(([, pointer, problem]) => [pointer, problem]);
}
