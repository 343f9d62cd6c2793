import type { VerificationResult } from '../verification/index.ts';
import type { VerifyAnswer } from './vc-api.schema.ts';

type ProblemDetails = VerifyAnswer['problemDetails'][number];

/** VCDM 2.0 section 7.2 and Bitstring Status List 1.0 section 3.5: the types of problems that others know. */
const dataModel = 'https://www.w3.org/TR/vc-data-model#';
const problemTypes = {
  parsing: { type: `${dataModel}PARSING_ERROR`, title: 'It could not be parsed.' },
  security: { type: `${dataModel}CRYPTOGRAPHIC_SECURITY_ERROR`, title: 'It is not secured as it must be.' },
  malformed: { type: `${dataModel}MALFORMED_VALUE_ERROR`, title: 'A value is not as the data model has it.' },
  range: { type: `${dataModel}RANGE_ERROR`, title: 'It is not valid now.' },
  status: {
    type: 'https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR',
    title: 'Its status does not let it be relied on.',
  },
} as const;

const kinds: Readonly<Record<string, keyof typeof problemTypes>> = {
  structure: 'parsing',
  type: 'malformed',
  claims: 'malformed',
  profile: 'malformed',
  'type-metadata': 'malformed',
  'times.issued-at': 'range',
  'times.not-before': 'range',
  'times.expires': 'range',
  status: 'status',
  record: 'status',
};

export function isVerified({ result }: Pick<VerificationResult, 'result'>): boolean {
  return result === 'VALID' || result === 'VALID_WITH_CONDITIONS';
}

export function problemOf(kind: keyof typeof problemTypes, detail: string): ProblemDetails {
  return { ...problemTypes[kind], detail };
}

/** Of what is not to be relied on: what fails, each by its stable code, and where nothing does what could not be judged. */
export function problemsOf(result: Pick<VerificationResult, 'checks' | 'result'>): ProblemDetails[] {
  const failed = result.checks.filter(({ outcome }) => outcome === 'fail');
  const isOpen = failed.length === 0 && !isVerified(result);
  return (isOpen ? result.checks.filter(({ outcome }) => outcome === 'unknown') : failed).map(
    ({ code, detail }) =>
      problemOf(kinds[code] ?? 'security', detail === undefined ? code : `${code}: ${detail}`),
  );
}
