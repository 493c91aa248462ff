import { sql } from 'kysely';
import type { ShipTo } from '../../shared/orders/ship-to.ts';
import type { Database } from '../connection.ts';
import type { AccountRow } from './connections.ts';
import { ITEMS_COLUMN, type Items } from './items.ts';
import { FACT_COLUMNS, type OrderFacts } from './order-facts.ts';

/** What an order says of its goods: everything that goes to EasyPost, read in one snapshot. */
export interface OrderContent {
  orderId: string;
  contentHash: string;
  shipTo: ShipTo | null;
  lines: { id: string; position: number; sku: string | null; quantity: number; requiresShipping: boolean }[];
  /** What its SKUs can stand for. */
  items: Items;
}

export interface OrderToSend {
  order: OrderFacts;
  content: OrderContent;
  /** Null until the merchant has one. */
  account: AccountRow | null;
  /** Whether an earlier attempt may still reach EasyPost, or has: also one that a search did not find. */
  hasOpenAttempt: boolean;
}

/** What a sending begins with, in one round trip. Rejects when there is no such order. */
export async function loadOrderToSend(db: Database, orderId: string): Promise<OrderToSend> {
  const row = await selectOrder(db, orderId).executeTakeFirstOrThrow();
  const { account_mode, production_key, test_key, calls_per_second, down_since, stock_read_at, ...others } = row;
  const { account_updated_at, content_hash, ship_to, lines, items, has_open_attempt, ...order } = others;
  return {
    order,
    content: { orderId, contentHash: content_hash, shipTo: ship_to, lines, items },
    account: accountOf(),
    hasOpenAttempt: has_open_attempt,
  };

  function accountOf(): AccountRow | null {
    if (account_mode === null || calls_per_second === null || account_updated_at === null) return null;
    const keys = { production_key, test_key };
    const rest = { calls_per_second, down_since, stock_read_at, updated_at: account_updated_at };
    return { merchant_id: order.merchant_id, mode: account_mode, ...keys, ...rest };
  }
}

function selectOrder(db: Database, orderId: string) {
  const openAttempt = sql<boolean>`exists (
    select from send_attempts s where s.order_id = o.id and s.state in ('sending', 'unknown', 'not_found'))`;
  const lines = sql<OrderContent['lines']>`(
    select coalesce(json_agg(json_build_object('id', l.id::text, 'position', l.position, 'sku', l.sku,
      'quantity', l.quantity, 'requiresShipping', l.requires_shipping) order by l.position, l.id), '[]')
    from order_lines l where l.order_id = o.id)`;
  return db
    .selectFrom('orders as o')
    .leftJoin('easypost_accounts as a', 'a.merchant_id', 'o.merchant_id')
    .select(FACT_COLUMNS.map((column) => `o.${column}` as const))
    .select(['o.content_hash', 'o.ship_to'])
    .select(['a.mode as account_mode', 'a.production_key', 'a.test_key', 'a.calls_per_second'])
    .select(['a.down_since', 'a.stock_read_at', 'a.updated_at as account_updated_at'])
    .select([openAttempt.as('has_open_attempt'), lines.as('lines'), ITEMS_COLUMN.as('items')])
    .where('o.id', '=', orderId);
}
