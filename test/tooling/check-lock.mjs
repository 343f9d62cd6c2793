// Lists what the lock file names but does not lock, for any platform: `npm ci` refuses such a file, or installs something unchecked.
import fs from 'node:fs';
import path from 'node:path';

const file = process.argv[2] ?? path.resolve(import.meta.dirname, '../../package-lock.json');
const packages = JSON.parse(fs.readFileSync(file, 'utf8')).packages;
const locked = Object.keys(packages);
const faults = [];

for (const [place, entry] of Object.entries(packages)) {
  if (place !== '' && !entry.integrity && !entry.link) faults.push(`${place}: no integrity`);
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!locked.some((other) => other.endsWith(`node_modules/${name}`))) {
      faults.push(`${place || 'package.json'}: ${name}@${range} is not locked`);
    }
  }
}
for (const fault of faults) console.error(fault);
console.log(`${locked.length - 1} packages locked, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
