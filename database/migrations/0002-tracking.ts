import { sql, type Kysely } from 'kysely';

/** Tells whether a merchant has open orders in a mode without reading them all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index orders_at_easypost on orders (merchant_id, mode)
    where easypost_order_id is not null
      and status in ('accepted', 'partially_shipped', 'shipped', 'problem')`.execute(db);
}
