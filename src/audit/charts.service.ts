import type { Catalogue } from '../catalogue/index.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { type Language, type Localised, textIn } from '../kernel/localised.ts';
import { type ChartCut, chartTable } from './chart-counts.ts';
import { drawChart } from './chart-drawing.ts';
import type { ChartQuery } from './charts.schema.ts';
import type { Asked } from './desk.service.ts';
import { activityIn, type StatisticsDependencies } from './statistics.service.ts';

/** The figures as pictures, each with its numbers. @throws Fault `invalid-request`, `statistics-too-wide` */
export interface Charts {
  draw(query: ChartQuery, asked: Asked, language: Language): Promise<string>;
}

export interface ChartsDependencies
  extends Pick<StatisticsDependencies, 'db' | 'clock' | 'node' | 'logOrigin' | 'desk'> {
  readonly catalogue: Pick<Catalogue, 'qualification'>;
}

const titles: Readonly<Record<ChartCut, Localised>> = {
  qualification: {
    en: 'Credentials issued, by qualification',
    zhHant: '簽發憑證（按資格）',
    zhHans: '签发凭证（按资格）',
  },
  side: {
    en: 'Credentials issued, by direction',
    zhHant: '簽發憑證（按方向）',
    zhHans: '签发凭证（按方向）',
  },
  outcome: {
    en: 'Decisions that closed a round, by outcome',
    zhHant: '結案決定（按結果）',
    zhHans: '结案决定（按结果）',
  },
};

export function createCharts(deps: ChartsDependencies): Charts {
  const { db, desk, logOrigin, catalogue } = deps;
  return {
    async draw({ by, cells, purpose, caseReference, ...query }, asked, language) {
      const { head, window, activity } = await db.transaction((tx) => activityIn(tx, deps, query), {
        isolationLevel: 'repeatable read',
        accessMode: 'read only',
      });
      const table = chartTable(activity, {
        by,
        window,
        language,
        hideSmall: cells === 'published',
        nameOf: (id) => catalogue.qualification(id)?.name,
      });
      await desk.recordLook(asked, {
        question: 'getStatisticsChart',
        query: { ...query, by, cells },
        purpose,
        caseReference,
        contentClass: 'aggregate',
        shown: table.rows.length,
      });
      const title = textIn(titles[by], language);
      const asOf = { origin: logOrigin, size: head.size, root: encodeBase64url(head.root) };
      const metadata = { title, by, cells, asOf, window, ...table };
      return drawChart({ table, title, language, name: `by-${by}`, metadata });
    },
  };
}
