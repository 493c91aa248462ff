import { sql } from 'kysely';
import type { OrderKey } from '../../shared/names.ts';
import type { ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';

interface BlockedBy {
  merchantId: string;
  cartId?: string;
  causes: readonly ProblemCause[];
  /** Without spaces around them. */
  subjects?: readonly string[];
}

/** Orders that have such a problem open, oldest problem first. */
export async function listBlockedOrders(db: Database, by: BlockedBy): Promise<OrderKey[]> {
  const rows = await db
    .selectFrom('problems')
    .innerJoin('orders', 'orders.id', 'problems.order_id')
    .select(['orders.merchant_id', 'orders.cart_id', 'orders.source_id'])
    .select((eb) => eb.fn.min('problems.opened_at').as('since'))
    .where('problems.resolved_at', 'is', null)
    .where('problems.merchant_id', '=', by.merchantId)
    .where('problems.cause', 'in', by.causes)
    .$if(by.cartId !== undefined, (query) => query.where('orders.cart_id', '=', by.cartId ?? ''))
    .$if(by.subjects !== undefined, (query) =>
      query.where((eb) => eb(sql<string>`trim(problems.subject)`, '=', eb.fn.any(eb.val([...(by.subjects ?? [])])))),
    )
    .groupBy(['orders.merchant_id', 'orders.cart_id', 'orders.source_id'])
    .orderBy('since')
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id, cartId: row.cart_id, sourceId: row.source_id }));
}

/** Orders in one of `statuses` that have a workflow, oldest first. */
export async function listOrderKeys(
  db: Database,
  where: { merchantId: string; cartId?: string; statuses: readonly OrderStatus[] },
): Promise<OrderKey[]> {
  const rows = await db
    .selectFrom('orders')
    .select(['merchant_id', 'cart_id', 'source_id'])
    .where('merchant_id', '=', where.merchantId)
    .where('status', 'in', where.statuses)
    .where('workflow_started_at', 'is not', null)
    .$if(where.cartId !== undefined, (query) => query.where('cart_id', '=', where.cartId ?? ''))
    .orderBy('placed_at')
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id, cartId: row.cart_id, sourceId: row.source_id }));
}

/** Resolves problems of a whole connection: those that belong to no order. */
export async function resolveConnectionProblems(
  db: Database,
  where: { merchantId: string; cartId?: string; causes: readonly ProblemCause[] },
): Promise<void> {
  await db
    .updateTable('problems')
    .set({ resolved_at: new Date() })
    .where('merchant_id', '=', where.merchantId)
    .where('order_id', 'is', null)
    .where('cause', 'in', where.causes)
    .where('resolved_at', 'is', null)
    .$if(where.cartId !== undefined, (query) => query.where('cart_id', '=', where.cartId ?? ''))
    .execute();
}
