import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ExportFormat, exportFormats, type ExportProfile, exportProfiles } from './export-rows.ts';

/** What a signed manifest says of an export: enough to check its files with nothing but a trust list. */

export const manifestType = 'wenjin-export-manifest+jwt';

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const count = z.int().min(0);

export const exportManifest = z.object({
  iss: z.string().max(255),
  iat: z.int(),
  export: z.literal('activity'),
  profile: z.enum(exportProfiles),
  /** The disclosure case whose person is identified; absent where nobody is. */
  case: z.string().max(64).optional(),
  window: z.object({ from: z.string().max(40), until: z.string().max(40) }),
  /** The cosigned note that the rows are pinned to. */
  checkpoint: z.object({ size: count, root: digest, note: z.string().max(16_384) }),
  /** Leaves of the first and last row; null without rows. */
  range: z.object({ first: count, last: count }).nullable(),
  files: z
    .array(
      z.object({
        name: z.enum(exportFormats.map((format) => nameOf(format))),
        /** At the node, with the question in it. */
        path: z.string().max(1024),
        bytes: count,
        rows: count,
        sha256: digest,
        sm3: digest,
      }),
    )
    .min(1)
    .max(8),
});
export type ExportManifest = z.output<typeof exportManifest>;

export function nameOf(format: ExportFormat): `activity.${ExportFormat}` {
  return `activity.${format}`;
}

export interface Pinned {
  readonly profile: ExportProfile;
  readonly from: string;
  readonly until: string;
  readonly size: number;
  readonly case?: string | undefined;
}

/** Where the file stands: the same address gives the same octets. */
export function fileAddress(
  { profile, from, until, size, case: opened }: Pinned,
  format: ExportFormat,
): string {
  const query = new URLSearchParams({ profile, from, until, size: String(size), format });
  if (opened !== undefined) query.set('case', opened);
  return `/v1/audit/exports/activity?${query.toString()}`;
}

export interface Measured {
  readonly bytes: number;
  readonly sha256: string;
  readonly sm3: string;
}

/** Both digests in one pass, of whatever length. SM3 (GB/T 32905) is beside SHA-256, never instead of it. */
export function createMeasure() {
  const [sha256, sm3] = [createHash('sha256'), createHash('sm3')];
  let bytes = 0;
  return {
    add(chunk: string | Uint8Array): void {
      const octets = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytes += octets.length;
      sha256.update(octets);
      sm3.update(octets);
    },
    result: (): Measured => ({ bytes, sha256: sha256.digest('base64url'), sm3: sm3.digest('base64url') }),
  };
}
