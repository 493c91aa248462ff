import { sql } from 'kysely';
import type { Database } from '../../database/connection.ts';

/** What a database has taken up to now. */
export interface DatabaseUse {
  commits: number;
  /** All tables with their indexes. */
  kb: number;
}

/** Commits of sessions that have just ended their work may still be missing: they are told once a second. */
export async function databaseUse(db: Database): Promise<DatabaseUse> {
  const { rows } = await sql<{ commits: string; bytes: string }>`
    select xact_commit as commits, (select sum(pg_total_relation_size(relid)) from pg_stat_user_tables) as bytes,
      pg_stat_clear_snapshot()
    from pg_stat_database where datname = current_database()`.execute(db);
  return { commits: Number(rows[0]?.commits ?? 0), kb: Number(rows[0]?.bytes ?? 0) / 1024 };
}
