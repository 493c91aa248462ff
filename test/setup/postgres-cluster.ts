import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startPostgres } from '../../embedded/postgres.ts';

const TEMPLATE = 'migrated';

export interface TestCluster {
  /** The URL of a new database: migrated, or with nothing in it. */
  freshDatabase(options: { migrated: boolean }): Promise<string>;
  stop(): Promise<void>;
}

/** Starts one PostgreSQL for a whole run, and copies a migrated database for every file that asks. */
export async function startTestCluster(dataDir: string): Promise<TestCluster> {
  const postgres = await startPostgres({ dataDir, persistent: false, durable: false });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
  // The server ends before the pool hears of it.
  pool.on('error', () => undefined);
  await pool.query(`create database ${TEMPLATE}`);
  await migrateTemplate(urlOf(postgres.url, TEMPLATE));
  let made = 0;
  return {
    async freshDatabase({ migrated }) {
      made += 1;
      const name = `test_${made}`;
      await pool.query(`create database ${name} template ${migrated ? TEMPLATE : 'template0'}`);
      return urlOf(postgres.url, name);
    },
    async stop() {
      await pool.end();
      await postgres.stop();
    },
  };
}

async function migrateTemplate(url: string): Promise<void> {
  const file = join(import.meta.dirname, '../../database/migrate.ts');
  if (!existsSync(file)) return;
  const { migrate } = (await import(pathToFileURL(file).href)) as { migrate(url: string): Promise<void> };
  await migrate(url);
}

function urlOf(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
