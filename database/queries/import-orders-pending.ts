import { sql } from 'kysely';
import { DAMAGE } from '../../shared/clean-text.ts';
import { FINAL_STATUSES, type OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import type { Mode, OrderTable } from '../tables.ts';

/** An order whose workflow has to be started or told something. */
export interface PendingOrder {
  id: string;
  source_id: string;
  number: string;
  status: OrderStatus;
  content_hash: string;
  placed_at: Date;
  created_at: Date;
  pull_todo: OrderTable['pull_todo'];
  holds: { id: string; until: Date | null; author: string }[];
}

function selectPending(db: Database, cartId: string, limit: number) {
  return db
    .selectFrom('orders')
    .select(['id', 'source_id', 'number', 'status', 'content_hash', 'placed_at', 'created_at', 'pull_todo'])
    .where('cart_id', '=', cartId)
    .orderBy('placed_at')
    .orderBy('id')
    .limit(limit);
}

async function withHolds(db: Database, orders: Omit<PendingOrder, 'holds'>[]): Promise<PendingOrder[]> {
  if (orders.length === 0) return [];
  const rows = await db
    .selectFrom('holds')
    .select(['id', 'order_id', 'until', 'author'])
    .where('order_id', '=', (eb) => eb.fn.any(eb.val(orders.map(({ id }) => id))))
    .where('ended_at', 'is', null)
    .execute();
  return orders.map((order) => ({ ...order, holds: rows.filter(({ order_id }) => order_id === order.id) }));
}

/** Orders without a workflow, those that an interrupted import left behind included; oldest first. */
export async function listOrdersToStart(db: Database, cartId: string, limit: number): Promise<PendingOrder[]> {
  const orders = await selectPending(db, cartId, limit)
    .where('workflow_started_at', 'is', null)
    .where('status', '<>', 'skipped')
    .execute();
  return withHolds(db, orders);
}

/** Orders whose running workflow does not know their news yet. */
export async function listOrdersToTell(db: Database, cartId: string, limit: number): Promise<PendingOrder[]> {
  const orders = await selectPending(db, cartId, limit)
    .where('workflow_started_at', 'is not', null)
    .where('pull_todo', '=', 'tell')
    .execute();
  return withHolds(db, orders);
}

/** Records that the workflows run and know what they were told; news that came meanwhile stay open. */
export async function settlePending(db: Database, orders: readonly PendingOrder[]): Promise<void> {
  if (orders.length === 0) return;
  await sql`update orders set
      workflow_started_at = coalesce(orders.workflow_started_at, now()),
      pull_todo = case when orders.pull_todo = 'tell' and orders.content_hash = told.hash then null
        else orders.pull_todo end
    from unnest(
      ${orders.map(({ id }) => id)}::uuid[], ${orders.map(({ content_hash }) => content_hash)}::text[]
    ) as told (id, hash) where orders.id = told.id`.execute(db);
}

export interface ReadAgainRules {
  takeOrdersFrom: Date;
  mode: Mode;
  /** Open orders and unpaid ones, too: the cart's listing does not show changes. */
  everythingOpen: boolean;
  /** Unpaid orders that were seen first before this are given up. */
  unpaidSince: Date;
}

const DAMAGED = `%${DAMAGE}%`;

/** Whether its address or a SKU did not arrive whole. With `exists` PostgreSQL may read the lines of all orders. */
const isDamaged = sql<boolean>`(ship_to::text like ${DAMAGED} or (
  select bool_or(sku like ${DAMAGED}) from order_lines where order_lines.order_id = orders.id
))`;

/** Source ids of orders that are to be read again, in their order, after `after`. */
export async function listOrdersToReadAgain(
  db: Database,
  cartId: string,
  rules: ReadAgainRules,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('orders')
    .select('source_id')
    .where('cart_id', '=', cartId)
    .where('source_id', '>', after)
    .where((eb) => {
      const skippedBy = (...rule: ('older_than_start' | 'test_order' | 'unpaid' | 'on_hold_in_cart')[]) =>
        eb.and([eb('status', '=', 'skipped'), eb('skip_rule', 'in', rule)]);
      const due = [
        eb('pull_todo', '=', 'read_again'),
        eb.and([skippedBy('older_than_start'), eb('placed_at', '>=', rules.takeOrdersFrom)]),
        // Stopped because it did not arrive whole: the cart may answer rightly by now.
        eb.and([eb('status', '=', 'problem'), isDamaged]),
      ];
      if (rules.mode === 'test') due.push(skippedBy('test_order'));
      if (rules.everythingOpen) {
        due.push(eb('status', 'not in', ['skipped', ...FINAL_STATUSES]));
        due.push(eb.and([skippedBy('unpaid', 'on_hold_in_cart'), eb('created_at', '>', rules.unpaidSince)]));
      }
      return eb.or(due);
    })
    .orderBy('source_id')
    .limit(limit)
    .execute();
  return rows.map(({ source_id }) => source_id);
}

/** When the order was placed, by the cart's clock, and when Cartway saw it first. */
export async function loadOrderTimes(db: Database, orderId: string): Promise<{ placedAt: Date; seenAt: Date }> {
  const row = await db
    .selectFrom('orders')
    .select(['placed_at', 'created_at'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  return { placedAt: row.placed_at, seenAt: row.created_at };
}
