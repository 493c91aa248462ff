import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { until } from '../setup/poll.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';

let db: Database;
let other: Database;

beforeAll(async () => {
  const url = await testDatabaseUrl();
  [db, other] = [openDatabase(url, 1), openDatabase(url, 1)];
});

afterAll(async () => {
  await Promise.all([db?.destroy(), other?.destroy()]);
});

/** The server's process behind a connection. */
async function backendOf(connection: Database): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection);
  return rows[0]?.pid ?? 0;
}

async function terminate(pid: number): Promise<void> {
  await sql`select pg_terminate_backend(${pid})`.execute(other);
  await until('the backend is gone', async () => {
    const { rows } = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(other);
    return rows.length === 0;
  });
}

it('a connection that breaks between two queries fails the next one and not the process', async () => {
  const held = db.transaction().execute(async (trx) => {
    await terminate(await backendOf(trx));
    await sql`select 1`.execute(trx);
  });
  // The event that would end the process counts as an error of this run.
  await expect(held).rejects.toThrow();
  expect(await backendOf(db)).toBeGreaterThan(0);
});
