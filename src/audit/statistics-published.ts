import { figureDefinitions, figureIds } from './statistics-definitions.ts';

export const allFigures = figureIds.map((figure) => ({ figure, definition: figureDefinitions[figure] }));

/** Those that go with what anybody may read. */
export const publishedFigures = allFigures.filter(({ figure }) =>
  ['asOf', 'month', 'stock', 'verifications', 'suppression'].includes(figure),
);
