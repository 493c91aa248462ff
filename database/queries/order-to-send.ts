import { sql } from 'kysely';
import type { Database } from '../connection.ts';
import type { AccountRow } from './connections.ts';
import type { OrderFacts } from './order-facts.ts';

export interface OrderToSend {
  order: OrderFacts;
  /** Null until the merchant has one. */
  account: AccountRow | null;
  /** Whether an earlier attempt may still reach EasyPost, or has: also one that a search did not find. */
  hasOpenAttempt: boolean;
}

/** What a sending begins with, in one round trip. Rejects when there is no such order. */
export async function loadOrderToSend(db: Database, orderId: string): Promise<OrderToSend> {
  const row = await db
    .selectFrom('orders as o')
    .leftJoin('easypost_accounts as a', 'a.merchant_id', 'o.merchant_id')
    .select(['o.id', 'o.merchant_id', 'o.cart_id', 'o.source_id', 'o.number', 'o.reference', 'o.status', 'o.mode'])
    .select(['o.easypost_order_id', 'o.easypost_status'])
    .select(['a.mode as account_mode', 'a.production_key', 'a.test_key', 'a.calls_per_second'])
    .select(['a.down_since', 'a.stock_read_at', 'a.updated_at as account_updated_at'])
    .select(
      sql<boolean>`exists (select from send_attempts s where s.order_id = o.id and s.state in ('sending', 'unknown', 'not_found'))`.as(
        'has_open_attempt',
      ),
    )
    .where('o.id', '=', orderId)
    .executeTakeFirstOrThrow();
  const { account_mode, production_key, test_key, calls_per_second, down_since, stock_read_at } = row;
  const { account_updated_at, has_open_attempt, ...order } = row;
  return { order, account: accountOf(), hasOpenAttempt: has_open_attempt };

  function accountOf(): AccountRow | null {
    if (account_mode === null || calls_per_second === null || account_updated_at === null) return null;
    const keys = { production_key, test_key };
    const rest = { calls_per_second, down_since, stock_read_at, updated_at: account_updated_at };
    return { merchant_id: row.merchant_id, mode: account_mode, ...keys, ...rest };
  }
}
