import { Migrator, type Migration } from 'kysely';
import { openDatabase, type Database } from './connection.ts';
import * as initial from './migrations/0001-initial.ts';
import * as tracking from './migrations/0002-tracking.ts';
import * as writingLease from './migrations/0003-writing-lease.ts';

const MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-tracking': tracking,
  '0003-writing-lease': writingLease,
};

function migratorFor(db: Database): Migrator {
  return new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
}

/** Brings the database at `url` to this build's schema. Returns the names of the migrations that it ran. */
export async function migrate(url: string): Promise<string[]> {
  const db = openDatabase(url, 2);
  try {
    const { error, results } = await migratorFor(db).migrateToLatest();
    if (error) throw error;
    return (results ?? []).map(({ migrationName }) => migrationName);
  } finally {
    await db.destroy();
  }
}

/** Names of migrations that the database still lacks. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const migrations = await migratorFor(db).getMigrations();
  return migrations.filter(({ executedAt }) => !executedAt).map(({ name }) => name);
}
