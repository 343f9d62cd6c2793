import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: 'src/**/*.table.ts',
  out: 'migrations',
  // As in src/platform/database.ts.
  casing: 'snake_case',
  // As in src/platform/migrate.ts.
  migrations: { table: 'schema_migrations', schema: 'drizzle' },
});
