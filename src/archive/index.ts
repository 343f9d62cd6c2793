import type { Router } from '../platform/router.ts';
import type { ArchiveDependencies } from './dependencies.ts';
import { createExporting, type Exporting } from './exporting.service.ts';
import { exportsRoutes } from './exports.routes.ts';
import { publicRoutes } from './public.routes.ts';
import { createPublishing } from './publishing.service.ts';
import { vcApiRoutes } from './vc-api.routes.ts';
import { createVcApi } from './vc-api.service.ts';
import { vcVerificationRoutes } from './vc-verification.routes.ts';
import { createVcVerifying } from './vc-verification.service.ts';

export type { ArchiveDependencies } from './dependencies.ts';

export interface Archive {
  readonly exporting: Exporting;
  readonly dependencies: ArchiveDependencies;
}

export function createArchive(dependencies: ArchiveDependencies): Archive {
  return { dependencies, exporting: createExporting(dependencies) };
}

export function archiveRoutes(
  router: Router,
  archive: Archive,
  { vcApi }: { readonly vcApi: boolean },
): void {
  exportsRoutes(router, archive);
  publicRoutes(router, createPublishing(archive.dependencies));
  vcVerificationRoutes(router, createVcVerifying(archive.dependencies));
  if (vcApi) vcApiRoutes(router, createVcApi(archive.dependencies, archive.exporting));
}
