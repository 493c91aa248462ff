import { sql } from 'kysely';
import type { Database } from '../connection.ts';

interface CartKey {
  merchantId: string;
  cartId: string;
}

/** Keeps orders that cannot be read, and opens a problem for each; what is wrong is kept up to date. */
export async function rememberUnreadable(
  trx: Database,
  cart: CartKey,
  orders: readonly { sourceId: string; reason: string }[],
): Promise<void> {
  if (orders.length === 0) return;
  await trx
    .insertInto('unreadable_orders')
    .values(orders.map(({ sourceId, reason }) => ({ cart_id: cart.cartId, source_id: sourceId, reason })))
    .onConflict((conflict) =>
      conflict.columns(['cart_id', 'source_id']).doUpdateSet((eb) => ({
        reason: eb.ref('excluded.reason'),
        last_seen_at: sql`now()`,
      })),
    )
    .execute();
  await trx
    .insertInto('problems')
    .values(
      orders.map(({ sourceId, reason }) => ({
        merchant_id: cart.merchantId,
        cart_id: cart.cartId,
        cause: 'unreadable_order' as const,
        subject: sourceId,
        detail: reason,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['merchant_id', 'cart_id', 'order_id', 'cause', 'subject'])
        .where('resolved_at', 'is', null)
        .doUpdateSet({ detail: (eb) => eb.ref('excluded.detail') }),
    )
    .execute();
}

/** Forgets those of `sourceIds` that could not be read before, and resolves their problems. */
export async function forgetUnreadable(trx: Database, cart: CartKey, sourceIds: readonly string[]): Promise<void> {
  const readable = await trx
    .deleteFrom('unreadable_orders')
    .where('cart_id', '=', cart.cartId)
    .where('source_id', '=', (eb) => eb.fn.any(eb.val([...sourceIds])))
    .returning('source_id')
    .execute();
  if (readable.length === 0) return;
  await trx
    .updateTable('problems')
    .set({ resolved_at: new Date() })
    .where('cart_id', '=', cart.cartId)
    .where('cause', '=', 'unreadable_order')
    .where('subject', '=', (eb) => eb.fn.any(eb.val(readable.map(({ source_id }) => source_id))))
    .where('resolved_at', 'is', null)
    .execute();
}

/** Ids that the cart never gave are made up, so it cannot be asked for them. */
const MADE_UP = 'no-id-%';

/** Source ids of orders that could not be read, in their order, after `after`. */
export async function listUnreadable(db: Database, cartId: string, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('unreadable_orders')
    .select('source_id')
    .where('cart_id', '=', cartId)
    .where('source_id', '>', after)
    .where('source_id', 'not like', MADE_UP)
    .orderBy('source_id')
    .limit(limit)
    .execute();
  return rows.map(({ source_id }) => source_id);
}
