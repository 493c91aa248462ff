import { sql } from 'kysely';
import type { Database } from '../connection.ts';

/**
 * Runs `work` while no other process does for the same order. The lock lives on a connection of its own and goes
 * with it, so a killed process leaves none behind.
 */
export async function withOrderLock<T>(db: Database, orderId: string, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(hashtextextended(${orderId}, 0))`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${orderId}, 0))`.execute(connection);
    }
  });
}
