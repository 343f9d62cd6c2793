import type { z } from 'zod';
import { preciseText } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import type { Database } from '../platform/database.ts';
import {
  type LogPublication,
  readContradictions,
  readDisorder,
  readHead,
  readPlacement,
  type Transparency,
} from '../transparency/index.ts';
import type { consistency, ConsistencyQuery } from './consistency.schema.ts';
import { type Asked, type Desk, windowText } from './desk.service.ts';

export interface ConsistencyDependencies {
  readonly db: Database;
  readonly desk: Pick<Desk, 'window' | 'recordLook'>;
  readonly transparency: Pick<Transparency, 'published'>;
  readonly logPublication: Pick<LogPublication, 'health'>;
}

export interface Consistency {
  /** Do the two logs agree; is there a gap, a fork, an entry out of order (question 9)? */
  consistency(query: ConsistencyQuery, asked: Asked): Promise<z.input<typeof consistency>>;
}

const shownMax = 20;
/** Transactions may commit out of the order of their instants, but not by more than a moment. */
const disorderSeconds = 60;
const disorderSpan = 50_000;

const verdicts = {
  consistent: {
    en: 'Both logs agree, as far as each has seen the other.',
    zhHant: '就雙方所見，兩份日誌一致。',
    zhHans: '就双方所见，两份日志一致。',
  },
  unwitnessed: {
    en: 'Nothing contradicts, but the other side has not cosigned the newest heads.',
    zhHant: '並無矛盾，惟另一方尚未聯署最新的檢查點。',
    zhHans: '并无矛盾，但另一方尚未联署最新的检查点。',
  },
  inconsistent: {
    en: 'Something contradicts: see gaps, entries beyond the size, forks, or why no head is signed.',
    zhHant: '發現矛盾：請參閱缺口、超出範圍的條目、分叉，或停止簽署的原因。',
    zhHans: '发现矛盾：请参阅缺口、超出范围的条目、分叉，或停止签署的原因。',
  },
} as const satisfies Record<string, Localised>;

export function createConsistency(deps: ConsistencyDependencies): Consistency {
  const { db, desk, transparency, logPublication } = deps;
  return {
    async consistency(query, asked) {
      const { purpose, caseReference, ...filters } = query;
      const window = desk.window(filters);
      const { own, peer } = await logPublication.health();
      const published = await transparency.published.current();
      const { gaps, beyond } = await readOrder(db);
      const limits = { seconds: disorderSeconds, span: disorderSpan, limit: shownMax };
      const disorder = await readDisorder(db, { ...window, ...limits });
      const forks = await readContradictions(db, shownMax);
      const contradicted = own.witness === 'frozen' || [gaps, beyond, forks].some(({ length }) => length > 0);
      // The newest head waits a moment for its cosignature all the time; an alarm says that none comes.
      const witnessed = published !== undefined && own.witness !== 'alarm';
      const verdict = contradicted ? 'inconsistent' : witnessed ? 'consistent' : 'unwitnessed';
      const question = 'getConsistency';
      const look = { question, query: filters, purpose, caseReference, contentClass: 'aggregate' } as const;
      await desk.recordLook(asked, { ...look, shown: 1 });
      const { cosignatureAgeSeconds: _age, ...ownHealth } = own;
      return {
        verdict: { code: verdict, label: verdicts[verdict] },
        own: ownHealth,
        cosigned: published
          ? { size: published.size, at: preciseText(published.cosignedAt), note: published.note }
          : null,
        peer,
        gaps: gaps.map(({ before, next }) => ({ before, next })),
        beyond: [...beyond],
        outOfOrder: {
          window: windowText(window),
          examined: disorder.examined,
          items: disorder.rows.map(({ recordedAt, latestBefore, ...rest }) => ({
            ...rest,
            recordedAt: preciseText(recordedAt),
            latestBefore: preciseText(latestBefore),
          })),
        },
        forks: forks.map(({ notes, seenAt, ...rest }) => ({
          ...rest,
          notes: [...notes],
          seenAt: preciseText(seenAt),
        })),
      };
    },
  };
}

/** Size and entries from one view of the database: the log grows all the time. */
function readOrder(db: Database) {
  return db.transaction(async (tx) => readPlacement(tx, (await readHead(tx)).size, shownMax), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}
