/** `npm run bench` runs every benchmark here, `npm run bench -- verification` the ones that are named. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./', import.meta.url);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts' && !/\.(support|process)\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''));

const asked = process.argv.slice(2);
const wrong = asked.filter((name) => !known.includes(name));
if (wrong.length > 0) {
  console.error(`No such benchmark: ${wrong.join(', ')}. There are: ${known.join(', ')}.`);
  process.exitCode = 2;
} else {
  // One process each, so that none runs on what another left warm.
  for (const name of asked.length > 0 ? asked : known) {
    console.log(`\n# ${name}`);
    const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.ts`, folder))], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
}
