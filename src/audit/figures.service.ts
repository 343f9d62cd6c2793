import type { Agreements } from '../agreements/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { vct } from '../kernel/vocabulary.ts';
import type { Keys } from '../keys/index.ts';
import type { Database } from '../platform/database.ts';
import type { Trust, TrustView } from '../trust/index.ts';
import { type AnomaliesService, createAnomalies } from './anomalies.service.ts';
import { type Charts, createCharts } from './charts.service.ts';
import type { Desk } from './desk.service.ts';
import { createPublishedStatistics, type PublishedStatistics } from './statistics-public.service.ts';
import { createStatistics, type StatisticsService } from './statistics.service.ts';

export interface FiguresDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly desk: Desk;
  /** Of this node's log. */
  readonly logOrigin: string;
  readonly agreements: Pick<Agreements, 'view'>;
  readonly catalogue: Catalogue;
  readonly keys: Pick<Keys, 'find'>;
  readonly trust: Pick<Trust, 'view'>;
}

/** What is counted, and what stands out. */
export interface Figures {
  readonly statistics: StatisticsService;
  readonly published: PublishedStatistics;
  readonly anomalies: AnomaliesService;
  readonly charts: Charts;
}

export function createFigures(deps: FiguresDependencies): Figures {
  const { agreements, catalogue, keys, node, trust } = deps;
  return {
    statistics: createStatistics({
      ...deps,
      recognisable: (at) => recognisableAt(agreements, catalogue, { side: node.jurisdiction, at }),
    }),
    published: createPublishedStatistics(deps),
    charts: createCharts(deps),
    anomalies: createAnomalies({
      ...deps,
      agreementState: (id, version, at) => agreements.view().stateAt(id, version, at),
      freshnessDays: (id, version, row) => freshnessDays(agreements, { id, version, row }),
      mandated({ issuer, qualification, kind, at }) {
        const view = trust.view();
        if (kind === 'bridging-result') return mayBridge(view, issuer, at);
        const type = kind === 'recognition' ? vct.recognition : vct.homeAttestation;
        return view.mandateAt(issuer, type, qualification, at) !== undefined;
      },
      key: (kid) => keys.find(kid),
    }),
  };
}

/** A result is of components, which its event does not count by: any mandate of the kind will do here. */
function mayBridge(view: TrustView, issuer: string, at: Date): boolean {
  const mandates = view.authority(issuer)?.mandates ?? [];
  return mandates.some(
    ({ vct: type, from, until }) =>
      type === vct.bridgingResult && from <= at && (until === null || at < until),
  );
}

/** By agreements in force at the instant, as far as both had signed by then: what was signed later changes no figure of before. */
function recognisableAt(
  agreements: Pick<Agreements, 'view'>,
  catalogue: Catalogue,
  { side, at }: { readonly side: Jurisdiction; readonly at: Date },
): readonly string[] {
  const rows = agreements
    .view()
    .inForce(at)
    .filter(({ signatures }) => signatures.every(({ recordedAt }) => recordedAt <= at))
    .flatMap(({ document }) => document.rows);
  const own = (id: string): boolean => catalogue.qualification(id)?.side === side;
  return [...new Set(rows.flatMap(({ from }) => from))].filter(own).sort();
}

/** The stricter of what the agreement and the row say. */
function freshnessDays(
  agreements: Pick<Agreements, 'view'>,
  { id, version, row }: { readonly id: string; readonly version: number; readonly row: string },
): number | undefined {
  const document = agreements.view().version(id, version)?.document;
  const limits = (agreements.view().row(id, version, row)?.conditions ?? []).flatMap((condition) =>
    condition.code === 'standing-age' ? [condition.maximumDays] : [],
  );
  return document && Math.min(document.homeFreshness.atIssuanceDays, ...limits);
}
