import { sql } from 'kysely';
import type { OrderKey } from '../../shared/names.ts';
import { ACCEPTED_STATUSES, UNSENT_STATUSES } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import type { AccountMode } from './products.ts';

/** Units of a SKU that orders of a cart want. */
export interface Demand {
  cartId: string;
  sku: string;
  units: number;
}

/**
 * What open orders want of the stock beyond what EasyPost has counted: orders that it does not have, and those that
 * it accepted after `countedAt`. Without the former (`unsent: false`) only the latter.
 */
export async function sumDemand(
  db: Database,
  account: AccountMode,
  options: { unsent: boolean; countedAt: Date },
): Promise<Demand[]> {
  const rows = await db
    .selectFrom('orders')
    .innerJoin('order_lines', 'order_lines.order_id', 'orders.id')
    .select(['orders.cart_id', 'order_lines.sku'])
    .select((eb) => eb.fn.sum<string>('order_lines.quantity').as('units'))
    .where('orders.merchant_id', '=', account.merchantId)
    .where('orders.mode', '=', account.mode)
    .where('order_lines.requires_shipping', '=', true)
    .where('order_lines.quantity', '>', 0)
    .where('order_lines.sku', 'is not', null)
    .where((eb) => {
      const fresh = eb.and([eb('status', 'in', ACCEPTED_STATUSES), eb('accepted_at', '>=', options.countedAt)]);
      return options.unsent ? eb.or([eb('status', 'in', UNSENT_STATUSES), fresh]) : fresh;
    })
    .groupBy(['orders.cart_id', 'order_lines.sku'])
    .execute();
  return rows.flatMap(({ cart_id, sku, units }) =>
    sku === null ? [] : [{ cartId: cart_id, sku, units: Number(units) }],
  );
}

export interface BackorderRow extends OrderKey {
  lines: { sku: string | null; quantity: number }[];
  /** When EasyPost was asked last. */
  lastTriedAt: Date | null;
}

/** Orders that wait for stock with their shipping lines, oldest first. */
export async function listBackorders(db: Database, account: AccountMode): Promise<BackorderRow[]> {
  const { rows } = await sql<{
    cart_id: string;
    source_id: string;
    lines: BackorderRow['lines'];
    tried_at: Date | null;
  }>`
    select o.cart_id, o.source_id,
      (select max(coalesce(a.finished_at, a.started_at)) from send_attempts a where a.order_id = o.id) as tried_at,
      (select coalesce(json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity)), '[]')
        from order_lines l where l.order_id = o.id and l.requires_shipping and l.quantity > 0) as lines
    from orders o
    where o.merchant_id = ${account.merchantId} and o.mode = ${account.mode} and o.status = 'backordered'
    order by o.placed_at, o.id`.execute(db);
  return rows.map((row) => ({
    merchantId: account.merchantId,
    cartId: row.cart_id,
    sourceId: row.source_id,
    lines: row.lines,
    lastTriedAt: row.tried_at,
  }));
}
