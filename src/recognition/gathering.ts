import type { Catalogue } from '../catalogue/index.ts';
import type { AgreementsView } from '../agreements/index.ts';
import { splitCompactJws } from '../kernel/compact-jws.ts';
import { civilDate, fromEpochSeconds } from '../kernel/instants.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { vct } from '../kernel/vocabulary.ts';
import type { StatusLookup, StatusReference } from '../status/index.ts';
import type { Declared, EvidenceItem } from './application.ts';
import type { TrustFacts } from './dependencies.ts';
import type { BridgingEvidence, RecognitionEvidence } from './evidence.ts';
import {
  type BridgingClaims,
  bridgingClaims,
  type HomeClaims,
  homeClaims,
} from './presented-claims.schema.ts';

/** From what is on file to what the rules look at. */

export interface ShownCredentials {
  readonly home: HomeClaims;
  readonly bridging: readonly BridgingClaims[];
}

export interface GatheringWorld {
  readonly trust: TrustFacts;
  readonly agreements: AgreementsView;
  readonly catalogue: Pick<Catalogue, 'qualification'>;
  /** As of now. */
  readonly lookup: (reference: StatusReference) => StatusLookup;
}

export function gather(
  { home, bridging }: ShownCredentials,
  declared: Declared,
  world: GatheringWorld,
): RecognitionEvidence {
  const record = world.lookup(home.record.status_list);
  const { experienceMonths, cpdHours, cpdWithinMonths, languages, targetSpecialism } = declared;
  return {
    source: {
      kind: 'home-attestation',
      qualification: home.qualification,
      route: home.route,
      awardDate: home.award_date,
      specialisms: home.specialisms,
      standing: { state: home.standing.state, asOf: home.standing.as_of.slice(0, 10) },
      attestedOn: civilDate(fromEpochSeconds(home.iat)),
      examination: world.catalogue.qualification(home.qualification)?.kind === 'regulatory-exam',
    },
    record:
      record.kind === 'known'
        ? { value: record.value, statusOn: civilDate(fromEpochSeconds(record.iat)) }
        : null,
    bridging: bridging.flatMap((claims) => countedBridging(claims, world)),
    experienceMonths: experienceMonths ?? undefined,
    cpd:
      cpdHours === null || cpdWithinMonths === null
        ? undefined
        : { hours: cpdHours, withinMonths: cpdWithinMonths },
    languages: languages ?? undefined,
    targetSpecialism: targetSpecialism ?? undefined,
  };
}

/** A result whose status is not known to be good says nothing today; it counts again when it is. */
function countedBridging(claims: BridgingClaims, world: GatheringWorld): BridgingEvidence[] {
  const found = world.lookup(claims.status.status_list);
  if (found.kind !== 'known' || found.value !== 0) return [];
  const { id, version, row } = claims.agreement;
  const passed = claims.results.filter(({ outcome }) => outcome === 'passed');
  const components = passed.map(({ component }) => component);
  return [
    {
      agreement: id,
      row,
      components,
      providerMandated: isMandated(claims, components, { version, ...world }),
    },
  ];
}

/** For the whole target of the row, or for each component by itself. */
function isMandated(
  { iss, iat, agreement: { id, row } }: BridgingClaims,
  components: readonly string[],
  { trust, agreements, version }: GatheringWorld & { readonly version: number },
): boolean {
  const at = fromEpochSeconds(iat);
  const mandated = (id: string) => trust.mandateAt(iss, vct.bridgingResult, id, at) !== undefined;
  const target = agreements.row(id, version, row)?.target;
  if (target !== undefined && mandated(target)) return true;
  return components.length > 0 && components.every(mandated);
}

/** The credentials on file, read again from the bytes that were accepted. @throws when they do not read. */
export function shownOnFile(evidence: readonly EvidenceItem[]): ShownCredentials {
  const home = evidence.filter(({ type }) => type === 'home-attestation');
  const bridging = evidence.filter(({ type }) => type === 'bridging-result');
  const [first] = home.map(({ content }) => homeClaims.parse(payloadOf(content)));
  if (first === undefined) throw new Error('An application without a home credential is on file.');
  return { home: first, bridging: bridging.map(({ content }) => bridgingClaims.parse(payloadOf(content))) };
}

export function homeJwtOnFile(evidence: readonly EvidenceItem[]): { jwt: string; digest: string } {
  const home = evidence.find(({ type }) => type === 'home-attestation');
  if (home === undefined) throw new Error('An application without a home credential is on file.');
  return { jwt: Buffer.from(home.content).toString('latin1'), digest: home.digest };
}

function payloadOf(content: Uint8Array): unknown {
  const split = splitCompactJws(Buffer.from(content).toString('latin1'));
  const payload = split.ok ? parseStrictObject(split.jws.payload) : split;
  if (!payload.ok) throw new Error(`Kept evidence does not read: ${payload.reason}.`);
  return payload.value;
}
