import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { homeAttestation } from '../../src/credentials/claims.ts';
import { neverDisclosableOf, personalClaims } from '../../src/typemetadata/index.ts';
import type { CredentialContent } from '../../src/credentials/claims.ts';
import { attestedClaims } from '../../src/credentials/attested-claims.ts';
import { lint } from '../../src/credentials/lint.ts';
import { buildSdJwt, combineSdJwt, neverDisclosable, processDisclosures } from '../../src/formats/index.ts';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { seededEntropy } from '../support/world.ts';
import { commonFacts, contentNames, homeFacts, lintFacts, sound } from './contents.ts';

/** As issuing builds it, with the same salts each time. */
function built(content: CredentialContent) {
  const entropy = seededEntropy('claims');
  const salts = content.disclosable.map(() => entropy.bytes(16));
  const type = contentNames.find((name) => sound[name].claims['vct'] === content.claims['vct']);
  const rule = neverDisclosable(neverDisclosableOf[types[type ?? 'home']]);
  return { rule, ...buildSdJwt({ ...content, salts, neverDisclosable: rule }) };
}
const types = {
  home: vct.homeAttestation,
  bridging: vct.bridgingResult,
  recognition: vct.recognition,
} as const;

describe('what is signed, whole', () => {
  test('of a home attestation', () => {
    expect(built(sound.home).payload).toMatchInlineSnapshot(`
      {
        "_sd": [
          "6KBV2bhopkENDV3iI6NmufH2KEEf6Vg22zc29kEuR2w",
          "Bthsy5ZGGi1HsUmrS5C-Pvoxios-8kU9EC74i61BxQQ",
          "E9S3OnjRkoSF3vIet8bis_6jS33VIE5f2CTrlwkqoRc",
          "exfAC_U00hzoKPLZ__ouE95ZMZJrdWLTzXAo6cDgujw",
          "jq2fR4yTMflAb15Fahf-SD6nUbfx67PdJsb7JPH8ItM",
        ],
        "_sd_alg": "sha-256",
        "award_date": "2023-09-15",
        "cnf": {
          "jwk": {
            "crv": "P-256",
            "kty": "EC",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
          },
        },
        "demonstration": true,
        "exp": 1811815200,
        "first_attested_on": "2026-06-01",
        "iat": 1780279200,
        "iss": "https://hk.wenjin.example/authorities/demo-hk-registrar",
        "number": "DEMO-HK-A-000001",
        "qualification": "hk-ecf-crm-core",
        "record": {
          "id": "6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11",
          "status_list": {
            "idx": 6,
            "uri": "https://hk.wenjin.example/status-lists/1",
          },
        },
        "route": "examination",
        "specialisms": [
          {
            "code": "credit",
            "date": "2024-01-02",
          },
        ],
        "standing": {
          "as_of": "2026-05-28",
          "next_due": "2026-12-31",
          "state": "current",
        },
        "status": {
          "status_list": {
            "idx": 5,
            "uri": "https://hk.wenjin.example/status-lists/1",
          },
        },
        "vct": "https://wenjin.example/credentials/home-attestation/v1",
        "vct#integrity": "sha256-otqeM1ET6yEbsT7FSr4L9uwF55WVdGxIPwImn8pqOvM=",
      }
    `);
  });
  test('of a bridging result', () => {
    expect(built(sound.bridging).payload).toMatchInlineSnapshot(`
      {
        "_sd": [
          "6KBV2bhopkENDV3iI6NmufH2KEEf6Vg22zc29kEuR2w",
          "Bthsy5ZGGi1HsUmrS5C-Pvoxios-8kU9EC74i61BxQQ",
          "exfAC_U00hzoKPLZ__ouE95ZMZJrdWLTzXAo6cDgujw",
          "jq2fR4yTMflAb15Fahf-SD6nUbfx67PdJsb7JPH8ItM",
        ],
        "_sd_alg": "sha-256",
        "agreement": {
          "id": "DEMO-1",
          "row": "DEMO-1/i03",
          "version": 1,
        },
        "cnf": {
          "jwk": {
            "crv": "P-256",
            "kty": "EC",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
          },
        },
        "demonstration": true,
        "exp": 1811815200,
        "iat": 1780279200,
        "iss": "https://hk.wenjin.example/authorities/demo-bridging-college",
        "number": "DEMO-HK-B-000001",
        "results": [
          {
            "component": "hk-ethics-and-conduct",
            "date": "2026-05-20",
            "outcome": "passed",
          },
        ],
        "status": {
          "status_list": {
            "idx": 5,
            "uri": "https://hk.wenjin.example/status-lists/1",
          },
        },
        "vct": "https://wenjin.example/credentials/bridging-result/v1",
        "vct#integrity": "sha256-JTUC6rf+X4Rfiu/IvftQorrDe+Gpq03XKNfcEjcx2sw=",
      }
    `);
  });
  test('of a recognition', () => {
    expect(built(sound.recognition).payload).toMatchInlineSnapshot(`
      {
        "_sd": [
          "6KBV2bhopkENDV3iI6NmufH2KEEf6Vg22zc29kEuR2w",
          "Bthsy5ZGGi1HsUmrS5C-Pvoxios-8kU9EC74i61BxQQ",
          "exfAC_U00hzoKPLZ__ouE95ZMZJrdWLTzXAo6cDgujw",
          "jq2fR4yTMflAb15Fahf-SD6nUbfx67PdJsb7JPH8ItM",
        ],
        "_sd_alg": "sha-256",
        "agreement": {
          "id": "DEMO-1",
          "row": "DEMO-1/i03",
          "version": 1,
        },
        "cnf": {
          "jwk": {
            "crv": "P-256",
            "kty": "EC",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
          },
        },
        "components": [
          "credit-analysis",
        ],
        "conditions": [
          {
            "code": "outstanding-bridging-assessment",
          },
        ],
        "decision": "recognised-with-conditions",
        "demonstration": true,
        "effect": "component",
        "exp": 1811815200,
        "home": {
          "credential_sha256": "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg",
          "iss": "https://sz.wenjin.example/authorities/demo-sz-registrar",
          "qualification": "cn-qcbp-im-cc",
          "record": {
            "id": "0e9f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11",
            "status_list": {
              "idx": 7,
              "uri": "https://sz.wenjin.example/status-lists/1",
            },
          },
        },
        "iat": 1780279200,
        "iss": "https://hk.wenjin.example/authorities/demo-hk-recognition",
        "not_conferred": [
          {
            "code": "licence",
          },
        ],
        "number": "DEMO-HK-R-000001",
        "recognition": {
          "id": "7b3f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11",
        },
        "review_by": "2027-05-01",
        "status": {
          "status_list": {
            "idx": 5,
            "uri": "https://hk.wenjin.example/status-lists/1",
          },
        },
        "target": "hk-ecf-crm-core",
        "vct": "https://wenjin.example/credentials/qualification-recognition/v1",
        "vct#integrity": "sha256-SwRWyxU3NyoKD6TSR2ybYmlW68XwTgrawHGpYlSBF0c=",
      }
    `);
  });
});

describe.each(contentNames)('of a %s', (name) => {
  const content = sound[name];
  const { payload, disclosures, rule } = built(content);

  test('no personal datum stands in the signed payload', () => {
    const text = new TextDecoder().decode(canonicalBytes(payload));
    for (const claim of personalClaims) {
      expect(Object.keys(payload)).not.toContain(claim);
      if (claim in content.claims) expect(text).not.toContain(content.claims[claim]);
    }
  });

  test('shown with nothing, it still says all that decides: type, decision, effect, conditions, status', () => {
    const bare = processDisclosures(payload, [], rule);
    const kept = Object.keys(content.claims).filter(
      (claim) => !personalClaims.some((each) => each === claim),
    );
    expect(bare.ok ? Object.keys(bare.claims).toSorted() : bare).toEqual(kept.toSorted());
    expect(kept).toEqual(
      expect.arrayContaining(['iss', 'vct', 'iat', 'exp', 'cnf', 'status', 'number', 'demonstration']),
    );
    if (name === 'recognition')
      expect(kept).toEqual(
        expect.arrayContaining([
          'decision',
          'effect',
          'conditions',
          'not_conferred',
          'home',
          'agreement',
          'review_by',
        ]),
      );
  });

  test('any choice of disclosures shows those claims and no others', () => {
    fc.assert(
      fc.property(fc.subarray([...disclosures]), (chosen) => {
        const shown = processDisclosures(
          payload,
          chosen.map(({ text }) => text),
          rule,
        );
        expect(shown.ok).toBe(true);
        const names = chosen.map((each) => (each.kind === 'member' ? each.name : ''));
        const expected = Object.entries(content.claims).filter(
          ([claim]) => names.includes(claim) || !personalClaims.some((each) => each === claim),
        );
        if (shown.ok) expect(shown.claims).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  test('whatever else is hidden is refused by who builds it', () => {
    const open = Object.keys(content.claims).filter((claim) => !content.disclosable.includes(`/${claim}`));
    for (const claim of open)
      expect(
        () => built({ ...content, disclosable: [...content.disclosable, `/${claim}`] }),
        claim,
      ).toThrow();
  });
});

/** As the front door lets text in: no NUL, no lone surrogate. */
const localText = fc
  .string({ minLength: 1, maxLength: 60, unit: 'binary' })
  .filter((text) => text.isWellFormed() && !text.includes('\u0000'));

test('whatever the person is called, only disclosures say so', () => {
  fc.assert(
    fc.property(
      fc.record({ nameEn: localText, nameZhHant: localText, nameZhHans: localText }, { requiredKeys: [] }),
      (names) => {
        const content = homeAttestation(
          { ...commonFacts, person: { ...names, birthDate: '1993-07-21' } },
          homeFacts,
        );
        expect(content.disclosable).toHaveLength(Object.keys(names).length + 2);
        const problems = Object.keys(names).length === 0 ? ['/name_en: no name in any script'] : [];
        expect(lint(content, lintFacts(content))).toEqual(problems);
        const { payload } = built(content);
        expect(Object.keys(payload).filter((claim) => claim.startsWith('name_'))).toEqual([]);
      },
    ),
  );
});

describe('reading back what was attested', () => {
  const signer = softwareSigner();
  const whole = async (content: CredentialContent, shown = 99) => {
    const { payload, disclosures } = built(content);
    const jwt = await signCompactJws({ typ: 'dc+sd-jwt', kid: signer.kid }, payload, signer);
    return combineSdJwt(
      jwt,
      disclosures.slice(0, shown).map(({ text }) => text),
    );
  };
  test('gives what a renewal repeats', async () => {
    expect(attestedClaims(await whole(sound.home))).toEqual({
      holderJwk: commonFacts.holderJwk,
      route: 'examination',
      awardDate: '2023-09-15',
      certificateNumber: 'DEMO-ACRP-2023-0001',
      specialisms: [{ code: 'credit', date: '2024-01-02' }],
    });
  });
  test('gives nothing of another type, of less than all, or of what does not read', async () => {
    expect(attestedClaims(await whole(sound.recognition))).toBeUndefined();
    expect(attestedClaims(await whole(sound.bridging))).toBeUndefined();
    expect(attestedClaims(await whole(sound.home, 2))).toBeUndefined();
    for (const text of ['', '~', 'a.b.c~', (await whole(sound.home)).slice(1)])
      expect(attestedClaims(text)).toBeUndefined();
  });
});
