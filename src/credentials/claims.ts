import type { PublicJwk } from '../kernel/jwk.ts';
import { type CredentialType, vct } from '../kernel/vocabulary.ts';
import { personalClaims, typeDocuments } from '../typemetadata/index.ts';
import type { Person } from '../vault/index.ts';

/** The payloads of the three credential types, before anything of them is hidden. Inside tokens names are snake_case. */

export interface StatusReference {
  readonly uri: string;
  readonly idx: number;
}

export interface CommonFacts {
  readonly iss: string;
  /** Whole seconds. */
  readonly iat: number;
  readonly exp: number;
  readonly holderJwk: PublicJwk;
  readonly status: StatusReference;
  readonly number: string;
  readonly demonstration: boolean;
  readonly person: Person;
}

export interface HomeFacts {
  readonly record: { readonly id: string; readonly status: StatusReference };
  readonly qualification: string;
  readonly route: string;
  readonly awardDate: string;
  readonly certificateNumber: string;
  readonly specialisms: readonly { readonly code: string; readonly date: string }[];
  readonly standing: {
    readonly state: 'current' | 'inactive';
    readonly asOf: string;
    readonly nextDue?: string | undefined;
  };
  readonly firstAttestedOn: string;
}

export interface BridgingFacts {
  readonly agreement: { readonly id: string; readonly version: number; readonly row: string };
  readonly results: readonly {
    readonly component: string;
    readonly outcome: 'passed';
    readonly date: string;
  }[];
}

export interface RecognitionFacts {
  readonly home: {
    readonly iss: string;
    readonly record: { readonly id: string; readonly statusList: StatusReference };
    readonly qualification: string;
    readonly credentialSha256: string;
  };
  readonly recognitionId: string;
  readonly decision: 'recognised' | 'recognised-with-conditions';
  readonly effect: string;
  readonly agreement: { readonly id: string; readonly version: number; readonly row: string };
  readonly target: string;
  readonly components: readonly string[];
  readonly conditions: readonly string[];
  readonly notConferred: readonly string[];
  readonly reviewBy: string;
}

export type Claims = Readonly<Record<string, unknown>>;

export interface CredentialContent {
  readonly claims: Claims;
  /** JSON pointers of what the holder may show or not: the person's own data, and nothing else. */
  readonly disclosable: readonly string[];
}

export function homeAttestation(common: CommonFacts, facts: HomeFacts): CredentialContent {
  return content(vct.homeAttestation, common, {
    record: { id: facts.record.id, status_list: { ...facts.record.status } },
    qualification: facts.qualification,
    route: facts.route,
    award_date: facts.awardDate,
    specialisms: facts.specialisms.map(({ code, date }) => ({ code, date })),
    standing: {
      state: facts.standing.state,
      as_of: facts.standing.asOf,
      ...(facts.standing.nextDue !== undefined && { next_due: facts.standing.nextDue }),
    },
    first_attested_on: facts.firstAttestedOn,
    certificate_number: facts.certificateNumber,
  });
}

export function bridgingResult(common: CommonFacts, facts: BridgingFacts): CredentialContent {
  return content(vct.bridgingResult, common, {
    agreement: { ...facts.agreement },
    results: facts.results.map(({ component, outcome, date }) => ({ component, outcome, date })),
  });
}

export function recognition(common: CommonFacts, facts: RecognitionFacts): CredentialContent {
  const { home } = facts;
  return content(vct.recognition, common, {
    recognition: { id: facts.recognitionId },
    home: {
      iss: home.iss,
      record: { id: home.record.id, status_list: { ...home.record.statusList } },
      qualification: home.qualification,
      credential_sha256: home.credentialSha256,
    },
    decision: facts.decision,
    effect: facts.effect,
    agreement: { ...facts.agreement },
    target: facts.target,
    components: [...facts.components],
    conditions: facts.conditions.map((code) => ({ code })),
    not_conferred: facts.notConferred.map((code) => ({ code })),
    review_by: facts.reviewBy,
  });
}

function content(type: CredentialType, common: CommonFacts, own: Record<string, unknown>): CredentialContent {
  const { nameEn, nameZhHant, nameZhHans, birthDate } = common.person;
  const claims: Record<string, unknown> = {
    iss: common.iss,
    vct: type,
    'vct#integrity': typeDocuments[type].integrity,
    iat: common.iat,
    exp: common.exp,
    cnf: { jwk: { ...common.holderJwk } },
    status: { status_list: { ...common.status } },
    number: common.number,
    ...(common.demonstration && { demonstration: true }),
    ...own,
    ...(nameEn !== undefined && { name_en: nameEn }),
    ...(nameZhHant !== undefined && { name_zh_hant: nameZhHant }),
    ...(nameZhHans !== undefined && { name_zh_hans: nameZhHans }),
    ...(birthDate !== undefined && { birth_date: birthDate }),
  };
  return { claims, disclosable: personalClaims.filter((name) => name in claims).map((name) => `/${name}`) };
}
