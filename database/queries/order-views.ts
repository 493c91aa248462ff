import { sql, type Selectable } from 'kysely';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import type { HoldTable, OrderEventTable, OrderLineTable, OrderTable, ParcelTable, ProblemTable } from '../tables.ts';
import { listHoldsInForce } from './holds.ts';
import { listEvents } from './order-events.ts';

const SUMMARY = [
  ...(['id', 'merchant_id', 'cart_id', 'source_id', 'number', 'reference', 'status', 'skip_rule', 'mode'] as const),
  ...(['placed_at', 'currency', 'shipping_method', 'edit_until', 'next_step_at', 'workflow_started_at'] as const),
  ...(['easypost_order_id', 'easypost_status', 'accepted_at', 'confirmed_at', 'cancelled_at'] as const),
  ...(['created_at', 'updated_at'] as const),
] as const;

/** An order without its buyer: what lists and the workflow's id need. */
export type OrderSummary = Pick<Selectable<OrderTable>, (typeof SUMMARY)[number]>;

export interface OrderFilter {
  merchantId?: string;
  cartId?: string;
  status?: OrderStatus;
  limit: number;
}

/** The newest orders that match. */
export async function listOrders(db: Database, filter: OrderFilter): Promise<OrderSummary[]> {
  return db
    .selectFrom('orders')
    .select(SUMMARY)
    .$if(filter.merchantId !== undefined, (query) => query.where('merchant_id', '=', filter.merchantId ?? ''))
    .$if(filter.cartId !== undefined, (query) => query.where('cart_id', '=', filter.cartId ?? ''))
    .$if(filter.status !== undefined, (query) => query.where('status', '=', filter.status ?? 'waiting'))
    .orderBy('placed_at', 'desc')
    .orderBy('id')
    .limit(filter.limit)
    .execute();
}

/** Orders with this number, reference, id, source id or EasyPost id; at most 20, newest first. */
export async function findOrders(
  db: Database,
  word: string,
  within: { merchantId?: string; cartId?: string } = {},
): Promise<OrderSummary[]> {
  return db
    .selectFrom('orders')
    .select(SUMMARY)
    .where((eb) =>
      eb.or([
        eb('number', 'in', [word, `#${word}`]),
        eb('reference', '=', word.toUpperCase()),
        eb(sql`id::text`, '=', word.toLowerCase()),
        eb('easypost_order_id', '=', word),
        eb('source_id', '=', word),
      ]),
    )
    .$if(within.merchantId !== undefined, (query) => query.where('merchant_id', '=', within.merchantId ?? ''))
    .$if(within.cartId !== undefined, (query) => query.where('cart_id', '=', within.cartId ?? ''))
    .orderBy('placed_at', 'desc')
    .limit(20)
    .execute();
}

export interface OrderDetails {
  order: OrderSummary;
  lines: (Selectable<OrderLineTable> & { shipped: number })[];
  parcels: Selectable<ParcelTable>[];
  holds: Selectable<HoldTable>[];
  problems: Selectable<ProblemTable>[];
  events: Selectable<OrderEventTable>[];
}

/** Everything about one order but its buyer. */
export async function loadOrderDetails(db: Database, order: OrderSummary): Promise<OrderDetails> {
  const [lines, parcels, holds, problems, events] = await Promise.all([
    loadLines(db, order.id),
    db.selectFrom('parcels').selectAll().where('order_id', '=', order.id).orderBy('shipped_at').execute(),
    listHoldsInForce(db, order.id),
    db
      .selectFrom('problems')
      .selectAll()
      .where('order_id', '=', order.id)
      .where('resolved_at', 'is', null)
      .orderBy('opened_at')
      .execute(),
    listEvents(db, order.id),
  ]);
  return { order, lines, parcels, holds, problems, events };
}

async function loadLines(db: Database, orderId: string): Promise<OrderDetails['lines']> {
  const rows = await db
    .selectFrom('order_lines')
    .leftJoin('parcel_lines', 'parcel_lines.order_line_id', 'order_lines.id')
    .selectAll('order_lines')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<string>('parcel_lines.quantity'), sql<string>`0`).as('shipped'))
    .where('order_lines.order_id', '=', orderId)
    .groupBy('order_lines.id')
    .orderBy('order_lines.position')
    .execute();
  return rows.map((row) => ({ ...row, shipped: Number(row.shipped) }));
}
