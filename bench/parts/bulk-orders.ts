import { sql } from 'kysely';
import type { Database } from '../../database/connection.ts';

/** With what the EasyPost ids of a merchant's bulk orders begin; a number follows. */
export function bulkPrefix(merchant: string): string {
  return `order_${merchant}_`;
}

/**
 * Stores `count` accepted orders as the hub would have, with the ids that the simulator's bulk orders have, and as seen
 * by the last reading.
 */
export async function storeBulkOrders(
  db: Database,
  { merchant, cart, count, hash }: { merchant: string; cart: string; count: number; hash: string },
): Promise<void> {
  await sql`
    insert into orders (id, merchant_id, cart_id, source_id, number, reference, status, mode, content_hash, placed_at,
      ship_to, workflow_started_at, easypost_order_id, easypost_status, easypost_hash, accepted_at)
    select gen_random_uuid(), ${merchant}, ${cart}, 'bulk_' || n, 'B' || n, 'CW-' || lpad(n::text, 12, '0'), 'accepted',
      'test', 'open.bulk.bulk', now(), '{"name":"Bulk"}', now(), ${bulkPrefix(merchant)} || n, 'created', ${hash}, now()
    from generate_series(1, ${count}::int) as n`.execute(db);
  await sql`
    insert into order_lines (order_id, source_line_id, position, sku, name, quantity, requires_shipping, components)
    select id, source_id || '_1', 0, 'WIDGET', 'Widget', 1, true, '[{"barcode":"WIDGET","units":1}]'
    from orders where merchant_id = ${merchant}`.execute(db);
  await sql`analyze orders`.execute(db);
}

/** What the last reading stored as the hash of an order that only was accepted; null before the first. */
export async function hashOfAccepted(db: Database, merchant: string): Promise<string | null> {
  const row = await db
    .selectFrom('orders')
    .select('easypost_hash')
    .where('merchant_id', '=', merchant)
    .where('easypost_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row?.easypost_hash ?? null;
}

/** Rows of orders that queries have read up to now, by scan or by index. */
export async function orderRowsRead(db: Database): Promise<number> {
  // Sessions tell their counts when they come to rest, at most once a second.
  const { rows } = await sql<{ rows: string }>`
    select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows, pg_stat_clear_snapshot()
    from pg_stat_user_tables where relname = 'orders'`.execute(db);
  return Number(rows[0]?.rows ?? 0);
}
