import {
  aboutFile,
  authoritiesFile,
  componentsFile,
  levelMapsFile,
  qualificationsFile,
  rowsFile,
  sourcesFile,
} from './catalogue.schema.ts';
import about from './data/about.json' with { type: 'json' };
import authorities from './data/authorities.json' with { type: 'json' };
import components from './data/components.json' with { type: 'json' };
import levelMaps from './data/level-maps.json' with { type: 'json' };
import qualifications from './data/qualifications.json' with { type: 'json' };
import illustrativeRows from './data/rows-illustrative.json' with { type: 'json' };
import publishedRows from './data/rows-published.json' with { type: 'json' };
import sources from './data/sources.json' with { type: 'json' };

/** The data files as they are kept, each checked against its schema. @throws ZodError at the start of the process, never later */
export function loadFiles() {
  return {
    about: aboutFile.parse(about),
    authorities: authoritiesFile.parse(authorities),
    components: componentsFile.parse(components),
    levelMaps: levelMapsFile.parse(levelMaps),
    qualifications: qualificationsFile.parse(qualifications),
    publishedRows: rowsFile.parse(publishedRows),
    illustrativeRows: rowsFile.parse(illustrativeRows),
    sources: sourcesFile.parse(sources),
  };
}

export type CatalogueFiles = ReturnType<typeof loadFiles>;
