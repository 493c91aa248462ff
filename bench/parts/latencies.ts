import type { Database } from '../../database/connection.ts';

/** Milliseconds from paid in the cart to accepted by EasyPost, of a merchant's orders placed since `from`. */
export async function waitsForAcceptance(db: Database, merchant: string, from: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('orders')
    .select(['placed_at', 'accepted_at'])
    .where('merchant_id', '=', merchant)
    .where('placed_at', '>=', from)
    .where('accepted_at', 'is not', null)
    .execute();
  return rows.flatMap(({ placed_at, accepted_at }) =>
    accepted_at ? [accepted_at.getTime() - placed_at.getTime()] : [],
  );
}

/** When the cart had each order's parcels, by the cart's own order id. */
export async function writtenTimes(db: Database, cartId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('parcels')
    .innerJoin('orders', 'orders.id', 'parcels.order_id')
    .select(['orders.easypost_order_id', 'parcels.written_at'])
    .where('orders.cart_id', '=', cartId)
    .where('parcels.written_at', 'is not', null)
    .execute();
  return new Map(
    rows.flatMap(({ easypost_order_id: id, written_at }) => (id && written_at ? [[id, written_at.getTime()]] : [])),
  );
}

/** When each order was accepted, by its number. */
export async function acceptedTimes(db: Database, cartId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('orders')
    .select(['number', 'accepted_at'])
    .where('cart_id', '=', cartId)
    .where('accepted_at', 'is not', null)
    .execute();
  return new Map(rows.flatMap(({ number, accepted_at }) => (accepted_at ? [[number, accepted_at.getTime()]] : [])));
}
