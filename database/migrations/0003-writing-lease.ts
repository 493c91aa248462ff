import { sql, type Kysely } from 'kysely';

/** Until when one writer of an order's parcels keeps others out, without holding a connection meanwhile. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table orders add column writing_until timestamptz`.execute(db);
}
