import type { KeyObject } from 'node:crypto';
import { fromEpochSeconds } from '../kernel/instants.ts';
import type { JsonObject } from '../kernel/strict-json.ts';
import {
  buildPath,
  type CertificatePath,
  type PathProblem,
  problemOfUse,
  type UseProblem,
} from './certificate-path.ts';
import { type Certificate, readCertificate } from './read-certificate.ts';

export interface CertificateQuestion {
  /** As it was read; one that is shared by all tokens with the same text is judged once. */
  readonly header: JsonObject;
  /** The roots that are trusted for this issuer, in DER. The same array as long as they are the same. */
  readonly anchors: readonly Uint8Array[];
  /** NumericDate of what was signed. */
  readonly issuedAt: number;
  /** The key by which the signature was verified. */
  readonly key: KeyObject;
  readonly iss: string;
}

/** What is wrong with the `x5c` of a header whose signature was verified; undefined when it holds. Never throws. */
export type CertificateJudge = (question: CertificateQuestion) => PathProblem | UseProblem | undefined;

interface Judged {
  readonly anchors: readonly Uint8Array[];
  readonly path: CertificatePath | PathProblem;
  /** For whom it was found to hold, and when, in seconds. */
  readonly good: Pick<CertificateQuestion, 'key' | 'iss'> | undefined;
  readonly from: number;
  readonly until: number;
}

/**
 * Remembers what it found: all credentials of a key bring the same header, which is read once (`compact-jws.ts`) and so is one object.
 * A header that nobody holds any more is forgotten with its answer.
 */
export function createCertificateJudge(): CertificateJudge {
  const judged = new WeakMap<JsonObject, Judged>();
  const roots = new WeakMap<readonly Uint8Array[], readonly Certificate[]>();
  return (question) => {
    const { header, anchors, issuedAt, key, iss } = question;
    const known = judged.get(header);
    if (
      known?.anchors === anchors &&
      known.good?.key === key &&
      known.good.iss === iss &&
      known.from <= issuedAt &&
      issuedAt <= known.until
    )
      return undefined;
    const trusted = roots.get(anchors) ?? readRoots(anchors);
    roots.set(anchors, trusted);
    const path = known?.anchors === anchors ? known.path : buildPath(header['x5c'], trusted);
    const problem =
      typeof path === 'string' ? path : problemOfUse(path, { at: fromEpochSeconds(issuedAt), key, uri: iss });
    judged.set(header, {
      anchors,
      path,
      good: problem === undefined ? { key, iss } : undefined,
      ...(typeof path === 'string' ? { from: 0, until: 0 } : secondsOf(path)),
    });
    return problem;
  };
}

/** What cannot be read here vouches for nobody. */
function readRoots(anchors: readonly Uint8Array[]): readonly Certificate[] {
  return anchors.flatMap((der) => readCertificate(der) ?? []);
}

function secondsOf({ notBefore, notAfter }: CertificatePath): { from: number; until: number } {
  return { from: notBefore.getTime() / 1000, until: notAfter.getTime() / 1000 };
}
