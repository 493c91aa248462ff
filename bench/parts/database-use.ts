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

/** What a whole PostgreSQL server has taken up to now, all its databases together. */
export interface ServerUse {
  /** Transactions, those that only read included. */
  commits: number;
  /** Rows inserted, updated and deleted. */
  rows_written: number;
  /** The log that it writes ahead of its tables: what a replica and a backup receive. */
  wal_kb: number;
  /** How often it waited for the disk to keep the log: at most once for a commit that wrote. */
  wal_syncs: number;
  /** All files of all databases. */
  kb: number;
}

/**
 * Needs PostgreSQL 18, which the embedded one is. Commits and rows of sessions that pause may be told ten seconds late;
 * the log and the size are exact.
 */
export async function serverUse(db: Database): Promise<ServerUse> {
  const { rows } = await sql<Record<keyof ServerUse, string>>`
    select sum(xact_commit) as commits, sum(tup_inserted + tup_updated + tup_deleted) as rows_written,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') / 1024 as wal_kb,
      (select sum(fsyncs) from pg_stat_io where object = 'wal') as wal_syncs,
      (select sum(pg_database_size(oid)) from pg_database) / 1024 as kb,
      pg_stat_clear_snapshot()
    from pg_stat_database`.execute(db);
  const number = (name: keyof ServerUse) => Number(rows[0]?.[name] ?? 0);
  return {
    commits: number('commits'),
    rows_written: number('rows_written'),
    wal_kb: number('wal_kb'),
    wal_syncs: number('wal_syncs'),
    kb: number('kb'),
  };
}
