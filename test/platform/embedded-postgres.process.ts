/** A process that runs an embedded Postgres until it is killed, for `embedded-postgres.test.ts`. */
import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';

const [dataDir = ''] = process.argv.slice(2);
const { url, attached } = await startEmbeddedPostgres({
  dataDir,
  durable: false,
  entropy: { bytes: (length) => randomBytes(length) },
  binDir: process.env.EMBEDDED_PG_BIN,
});
process.stdout.write(`${JSON.stringify({ url, attached })}\n`);
setInterval(() => undefined, 60_000);
