import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { PreparedClient } from './prepared-client.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** Most connections that one process opens. */
const POOL_SIZE = 20;

/** Opens a pool to `url` (`postgres://…`). Nothing is connected until the first query. */
export function openDatabase(url: string, poolSize = POOL_SIZE): Database {
  const pool = new pg.Pool({
    Client: PreparedClient,
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    // A connection left in a transaction by a stopped process must not keep its locks.
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  });
  // A broken connection is replaced by the pool, and whoever holds it fails with the next query. Without listeners,
  // one that breaks while it is idle, or held between two queries, would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
