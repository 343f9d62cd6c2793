import { DcqlPresentationResult, DcqlQuery } from 'dcql';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vct } from '../../src/kernel/vocabulary.ts';
import { isMet, queryFor } from '../../src/presentation/dcql-query.ts';
import { askableClaims, type QueryId, queryIds, wanted } from '../../src/presentation/vocabulary.ts';
import { refusalOfClaims } from '../../src/presentation/vp-token.ts';

/** Another implementation of the query language judges the same answers. */

interface Shown {
  readonly vct: string;
  readonly claims: Record<string, string>;
}

const shown: fc.Arbitrary<Shown> = fc.record({
  vct: fc.constantFrom(vct.homeAttestation, vct.recognition, vct.bridgingResult),
  claims: fc
    .subarray([...askableClaims])
    .map((names) => Object.fromEntries(names.map((name) => [name, 'x']))),
});
const answers = fc.dictionary(fc.constantFrom(...queryIds), shown);
const what = fc.constantFrom(...wanted);
const claims = fc.subarray([...askableClaims]);
const vctOf: Readonly<Record<QueryId, string>> = { home: vct.homeAttestation, recognition: vct.recognition };

function theirs(query: DcqlQuery, answer: Readonly<Record<string, Shown>>): boolean {
  const presentations = Object.fromEntries(
    Object.entries(answer).map(([id, { vct: type, claims: own }]) => [
      id,
      [
        {
          credential_format: 'dc+sd-jwt' as const,
          cryptographic_holder_binding: true,
          vct: type,
          claims: own,
        },
      ],
    ]),
  );
  return DcqlPresentationResult.fromDcqlPresentation(presentations, { dcqlQuery: query }).can_be_satisfied;
}

describe('a query of ours', () => {
  test('is one that another implementation reads and finds sound, whatever is asked', () => {
    fc.assert(
      fc.property(what, claims, (asked, names) => {
        const query = DcqlQuery.parse(Object(queryFor(asked, names)));
        DcqlQuery.validate(query);
        expect(query.credentials.length).toBeGreaterThan(0);
      }),
    );
  });

  test('is met for us when it is for another implementation, and by nothing that was not asked', () => {
    fc.assert(
      fc.property(what, claims, answers, (asked, names, answer) => {
        const query = DcqlQuery.parse(Object(queryFor(asked, names)));
        const known = query.credentials.map(({ id }) => id);
        fc.pre(Object.keys(answer).every((id) => known.includes(id)));
        const ids = queryIds.filter((id) => id in answer);
        const wellTyped = ids.every((id) => answer[id]?.vct === vctOf[id]);
        const refusals = ids.map((id) => refusalOfClaims(id, answer[id]?.claims ?? {}, names));
        const ours = isMet(asked, ids) && wellTyped && refusals.every((each) => each === undefined);
        if (ours) expect(theirs(query, answer)).toBe(true);
        // What only we refuse shows more than was asked for, which the language lets a verifier refuse.
        if (!ours && theirs(query, answer))
          expect(
            refusals.some((each) => each?.endsWith('was not asked for')) || !isMet(asked, ids) || !wellTyped,
          ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('queries in the form of the examples of OpenID4VP 1.0, appendix D', () => {
  const examples = {
    'one credential with three claims': {
      credentials: [
        {
          id: 'my_credential',
          format: 'dc+sd-jwt',
          meta: { vct_values: ['https://credentials.example.com/identity_credential'] },
          claims: [
            { path: ['last_name'] },
            { path: ['first_name'] },
            { path: ['address', 'street_address'] },
          ],
        },
      ],
    },
    'a set of alternatives': {
      credentials: ['pid', 'other_pid', 'pid_reduced_cred_1', 'pid_reduced_cred_2', 'nice_to_have'].map(
        (id) => ({
          id,
          format: 'dc+sd-jwt',
          meta: { vct_values: [`https://credentials.example.com/${id}`] },
          claims: [{ path: ['given_name'] }],
        }),
      ),
      credential_sets: [
        { options: [['pid'], ['other_pid'], ['pid_reduced_cred_1', 'pid_reduced_cred_2']] },
        { required: false, options: [['nice_to_have']] },
      ],
    },
  };

  test.each(Object.entries(examples))('%s is read by the same reader that reads ours', (_name, example) => {
    DcqlQuery.validate(DcqlQuery.parse(Object(example)));
  });
});
