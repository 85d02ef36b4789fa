import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../local/postgres.ts';

/** One PostgreSQL for a test run; each test file makes its own databases in it (test/store/database.ts). */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'samovar-test-postgres-'));
  const postgres = await startPostgres({ dataDir, durable: false });
  process.env['SAMOVAR_TEST_POSTGRES'] = postgres.url('postgres');
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
