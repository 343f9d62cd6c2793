import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '../platform/database.ts';
import { ExportRefused, prepareExport } from '../transparency/exporting.service.ts';
import type { ExitCode } from './log-output.ts';

/** `wenjin log export --to FOLDER`: the published log as files. What is there already is not written again. */

export interface ExportSettings {
  readonly folder: string;
  /** As the role of the log, or any that may read it. */
  readonly databaseUrl: string;
  readonly json: boolean;
}

export async function exportLog({ folder, databaseUrl, json }: ExportSettings): Promise<ExitCode> {
  const { db, close } = openDatabase(databaseUrl, { max: 2, onError: () => undefined });
  try {
    const exporting = await prepareExport(db, await textOf(path.join(folder, 'checkpoint')));
    if (!exporting) throw new Error('Nothing was published yet: no witness has cosigned the log.');
    let files = 0;
    for await (const { path: name, data } of exporting.files()) {
      await putFile(path.join(folder, name), data);
      files += 1;
    }
    const { from, size } = exporting;
    show(
      json
        ? { folder, from, size, files }
        : `${folder}: ${size} entries, ${size - from} of them new, in ${files} files`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ExportRefused)) throw error;
    show(json ? { folder, refused: error.message } : `REFUSED: ${error.message}`);
    return 1;
  } finally {
    await close();
  }
}

function show(result: string | object): void {
  process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result)}\n`);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** On disk before it has its name, so that whoever finds it finds all of it. */
async function putFile(file: string, data: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, data, { flush: true });
  await rename(draft, file);
}
