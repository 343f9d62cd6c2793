import fs from 'node:fs';
import path from 'node:path';
import { contractText } from './contract-text.ts';

/** Writes the contract from what is mounted. A test compares the committed file with it, byte for byte. */

const file = path.resolve(import.meta.dirname, '../../openapi/openapi.json');
fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(file, await contractText());
process.stdout.write(`${path.relative(process.cwd(), file)} is written.\n`);
