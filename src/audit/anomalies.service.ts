import { encodeBase64url } from '../kernel/base64url.ts';
import { addDays, civilDate, preciseText, startOfCivilDate } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database, Reader } from '../platform/database.ts';
import { readHead } from '../transparency/index.ts';
import type { Anomalies, AnomaliesQuery } from './anomalies.schema.ts';
import { type CredentialKind, credentialKindOf, type Finding, type LoggedFact } from './anomaly.ts';
import { detectorDefinitions, type DetectorId, detectorIds } from './anomaly-definitions.ts';
import {
  chainState,
  dayLooks,
  disorder,
  type Fetched,
  fetched,
  restingOnEvidence,
  rowsMax,
  sharedKeys,
  sharedNumbers,
  statedPurposes,
  usesAfterEnd,
  verifierResults,
  type Window,
} from './anomaly-evidence.service.ts';
import { readActs, readBackdated, readDayVolumes } from './anomaly-facts.store.ts';
import {
  type Overrides,
  parseOverrides,
  type Thresholds,
  thresholdsFor,
  thresholdsOf,
} from './anomaly-thresholds.ts';
import type { Asked, Desk } from './desk.service.ts';
import {
  agreementNotInForce,
  keyOutsideWindow,
  outsideMandate,
  type SignedWith,
  staleHomeAttestation,
} from './detector-authority.ts';
import { severalInOne } from './detector-identity.ts';
import {
  hastyApproval,
  outsideOfficeHours,
  overrideCluster,
  sameMakerAndChecker,
} from './detector-people.ts';
import { backdated, chainGap, clockDrift } from './detector-time.ts';
import { purposeMismatch, terminatedStillVerified } from './detector-use.ts';
import { abnormalNotFound, bulkLookUps, volumeSpike } from './detector-volume.ts';

export interface AnomaliesDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly desk: Pick<Desk, 'recordLook' | 'window' | 'places'>;
  /** State of the version at an instant; undefined where it is not held. */
  readonly agreementState: (id: string, version: number, at: Date) => string | undefined;
  /** Days that evidence of the home side may be old at issuance. */
  readonly freshnessDays: (id: string, version: number, row: string) => number | undefined;
  readonly mandated: (of: {
    readonly issuer: string;
    readonly qualification: string;
    readonly kind: CredentialKind;
    readonly at: Date;
  }) => boolean;
  readonly key: (kid: string) => SignedWith['key'];
}

export interface AnomaliesService {
  find(query: AnomaliesQuery, asked: Asked): Promise<Anomalies>;
}

interface Found {
  readonly examined: number;
  readonly truncated: boolean;
  readonly findings: readonly Finding[];
}

/** What one question of many detectors reads once. */
interface Scene {
  readonly reader: Reader;
  readonly deps: AnomaliesDependencies;
  readonly window: Window;
  readonly acts: Fetched<LoggedFact>;
}

type Search = (scene: Scene, thresholds: Thresholds) => Promise<Found> | Found;

const findingsMax = 100;
const volumeProofs = 20;

export function createAnomalies(deps: AnomaliesDependencies): AnomaliesService {
  const { db, desk } = deps;
  return {
    async find({ purpose, caseReference, ...query }, asked) {
      const window = desk.window(query);
      const overrides =
        (query.thresholds === undefined ? undefined : parseOverrides(query.thresholds)) ?? new Map();
      const names = query.detectors?.split(',');
      const wanted = detectorIds.filter((id) => names === undefined || names.includes(id));
      const answer = await db.transaction((tx) => search(tx, deps, { window, overrides, wanted }), {
        isolationLevel: 'repeatable read',
        accessMode: 'read only',
      });
      await desk.recordLook(asked, {
        question: 'findAnomalies',
        query,
        purpose,
        caseReference,
        contentClass: 'pseudonymous',
        shown: answer.detectors.reduce((sum, { findings }) => sum + findings.length, 0),
      });
      return answer;
    },
  };
}

async function search(
  reader: Reader,
  deps: AnomaliesDependencies,
  {
    window,
    overrides,
    wanted,
  }: { readonly window: Window; readonly overrides: Overrides; readonly wanted: readonly DetectorId[] },
): Promise<Anomalies> {
  const { size, root } = await readHead(reader);
  const acts = fetched(await readActs(reader, { ...window, limit: rowsMax + 1 }), rowsMax);
  const scene = { reader, deps, window, acts };
  const found: { id: DetectorId; thresholds: Thresholds; result: Found }[] = [];
  for (const id of wanted) {
    const thresholds = thresholdsFor(id, overrides);
    const all = await searches[id](scene, thresholds);
    const findings = all.findings.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, findingsMax);
    const truncated = all.truncated || all.findings.length > findingsMax;
    found.push({ id, thresholds, result: { ...all, findings, truncated } });
  }
  const entries = found.flatMap(({ result }) => result.findings.flatMap(({ proofs }) => proofs));
  const placeOf = await deps.desk.places(reader, [...new Set(entries.map(({ entry }) => entry))]);
  return {
    window: { from: preciseText(window.from), until: preciseText(window.until) },
    log: { size, root: encodeBase64url(root) },
    detectors: found.map(({ id, thresholds, result: { findings, ...result } }) => ({
      id,
      definition: detectorDefinitions[id],
      thresholds: thresholdsOf[id].map((threshold) => ({
        ...threshold,
        value: thresholds[threshold.name] ?? threshold.usual,
      })),
      ...result,
      findings: findings.map((finding) => ({
        at: preciseText(finding.at),
        objects: finding.objects.slice(0, findingsMax),
        actors: [...finding.actors],
        measured: { ...finding.measured },
        proofs: finding.proofs.slice(0, findingsMax).map(({ entry }) => placeOf(entry)),
      })),
    })),
  };
}

const over = <Row>({ examined, truncated }: Fetched<Row>, findings: readonly Finding[]): Found => ({
  examined,
  truncated,
  findings,
});

const isIssuance = ({ type }: LoggedFact): boolean =>
  type === 'credential.issued' || type === 'credential.renewed';

/** Each detector with the rows that it looks at. */
const searches: Readonly<Record<DetectorId, Search>> = {
  'same-maker-and-checker': ({ acts }, thresholds) => over(acts, sameMakerAndChecker(acts.rows, thresholds)),
  'hasty-approval': ({ acts }, thresholds) => over(acts, hastyApproval(acts.rows, thresholds)),
  'outside-office-hours': ({ acts }, thresholds) => over(acts, outsideOfficeHours(acts.rows, thresholds)),
  'override-cluster': ({ acts }, thresholds) => over(acts, overrideCluster(acts.rows, thresholds)),
  async 'volume-spike'({ reader, window }, thresholds) {
    const firstDay = civilDate(window.from);
    const from = startOfCivilDate(addDays(firstDay, -(thresholds['baselineDays'] ?? 0)));
    const limit = { limit: rowsMax + 1, proofs: volumeProofs };
    const days = fetched(await readDayVolumes(reader, { from, until: window.until, ...limit }), rowsMax);
    return over(days, volumeSpike({ days: days.rows, firstDay }, thresholds));
  },
  'agreement-not-in-force'({ acts, deps }, thresholds) {
    const under = acts.rows
      .filter(
        (fact) => fact.agreementId !== null && (isIssuance(fact) || fact.type === 'application.approved'),
      )
      .map((fact) => ({
        fact,
        state: deps.agreementState(fact.agreementId ?? '', fact.agreementVersion ?? 0, fact.effectiveAt),
      }));
    return { ...over(acts, agreementNotInForce(under, thresholds)), examined: under.length };
  },
  'outside-mandate'({ acts, deps }, thresholds) {
    const issued = acts.rows.filter(isIssuance).map((fact) => ({ fact, mandated: isMandated(deps, fact) }));
    return { ...over(acts, outsideMandate(issued, thresholds)), examined: issued.length };
  },
  'key-outside-window'({ acts, deps }, thresholds) {
    const signed = acts.rows
      .filter((fact) => isIssuance(fact) && fact.keyId !== null)
      .map((fact) => ({ fact, key: deps.key(fact.keyId ?? '') }));
    return { ...over(acts, keyOutsideWindow(signed, thresholds)), examined: signed.length };
  },
  async 'stale-home-attestation'({ reader, acts, deps }, thresholds) {
    const issued = acts.rows.filter(
      (fact) => fact.type === 'credential.issued' && credentialKindOf(fact) === 'recognition',
    );
    const rows = await restingOnEvidence(reader, issued, (fact) =>
      deps.freshnessDays(fact.agreementId ?? '', fact.agreementVersion ?? 0, fact.agreementRow ?? ''),
    );
    return { ...over(acts, staleHomeAttestation(rows, thresholds)), examined: rows.length };
  },
  async 'shared-identity-number'({ reader }, thresholds) {
    const groups = await sharedNumbers(reader);
    return over(groups, severalInOne(groups.rows, thresholds));
  },
  async 'several-pseudonyms'({ reader }, thresholds) {
    const groups = await sharedKeys(reader);
    return over(groups, severalInOne(groups.rows, thresholds));
  },
  async backdated({ reader, window }, thresholds) {
    const limit = { days: thresholds['days'] ?? 0, limit: rowsMax + 1 };
    const rows = fetched(await readBackdated(reader, { ...window, ...limit }), rowsMax);
    return over(rows, backdated(rows.rows, thresholds));
  },
  async 'terminated-still-verified'({ reader, window }, thresholds) {
    const uses = await usesAfterEnd(reader, window);
    return over(uses, terminatedStillVerified(uses.rows, thresholds));
  },
  async 'abnormal-not-found'({ reader, window }, thresholds) {
    const verifiers = await verifierResults(reader, window);
    return over(verifiers, abnormalNotFound(verifiers.rows, thresholds));
  },
  async 'bulk-look-ups'({ reader, window }, thresholds) {
    const days = await dayLooks(reader, { ...window, atLeast: thresholds['perDay'] ?? 1 });
    return over(days, bulkLookUps(days.rows, thresholds));
  },
  async 'purpose-mismatch'({ reader, window }, thresholds) {
    const stated = await statedPurposes(reader, window);
    return over(stated, purposeMismatch(stated.rows, thresholds));
  },
  async 'clock-drift'({ reader, window }, thresholds) {
    const entries = await disorder(reader, { ...window, seconds: thresholds['seconds'] ?? 0 });
    return over(entries, clockDrift(entries.rows, thresholds));
  },
  async 'chain-gap'({ reader, window, deps }, thresholds) {
    const state = await chainState(reader, window, deps.clock.now());
    return { examined: state.held, truncated: false, findings: chainGap(state, thresholds) };
  },
};

function isMandated({ mandated }: AnomaliesDependencies, fact: LoggedFact): boolean {
  const qualification = fact.target ?? fact.qualification;
  if (qualification === null) return true;
  return mandated({
    issuer: fact.issuer,
    qualification,
    kind: credentialKindOf(fact),
    at: fact.effectiveAt,
  });
}
