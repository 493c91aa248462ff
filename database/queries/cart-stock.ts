import { sql } from 'kysely';
import type { Database } from '../connection.ts';

/** What was last written to a cart for a SKU. */
export interface PushedStock {
  quantity: number;
  pushedAt: Date;
  /** Why the cart did not take it. */
  rejected: string | null;
}

export async function loadCartStock(db: Database, cartId: string): Promise<Map<string, PushedStock>> {
  const rows = await db
    .selectFrom('cart_stock')
    .select(['sku', 'quantity', 'pushed_at', 'rejected'])
    .where('cart_id', '=', cartId)
    .execute();
  return new Map(
    rows.map((row) => [row.sku, { quantity: row.quantity, pushedAt: row.pushed_at, rejected: row.rejected }]),
  );
}

/** Remembers what was written to the cart, and what it did not take (by SKU). */
export async function saveCartStock(
  db: Database,
  cartId: string,
  items: readonly { sku: string; available: number }[],
  rejected: ReadonlyMap<string, string>,
  pushedAt: Date,
): Promise<void> {
  await sql`
    insert into cart_stock (cart_id, sku, quantity, pushed_at, rejected)
    select ${cartId}, sku, quantity, ${pushedAt}, rejected
    from unnest(
      ${items.map(({ sku }) => sku)}::text[],
      ${items.map(({ available }) => available)}::int[],
      ${items.map(({ sku }) => rejected.get(sku) ?? null)}::text[]
    ) as pushed (sku, quantity, rejected)
    on conflict (cart_id, sku) do update
      set quantity = excluded.quantity, pushed_at = excluded.pushed_at, rejected = excluded.rejected`.execute(db);
}
