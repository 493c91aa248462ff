import { sql } from 'kysely';
import { orderWorkflowId, type OrderKey } from '../../shared/names.ts';
import type { BlockedBy, InStatus } from '../../shared/orders/which-orders.ts';
import type { Database } from '../connection.ts';

/** The orders for which any of these holds, each once. */
export async function listConcernedOrders(db: Database, which: readonly (BlockedBy | InStatus)[]): Promise<OrderKey[]> {
  const lists = await Promise.all(
    which.map((each) => ('causes' in each ? listBlockedOrders(db, each) : listOrdersIn(db, each))),
  );
  return [...new Map(lists.flat().map((key) => [orderWorkflowId(key), key])).values()];
}

const subject = sql<string>`trim(problems.subject)`;

function openProblemsOf(db: Database, by: BlockedBy) {
  return db
    .selectFrom('problems')
    .innerJoin('orders', 'orders.id', 'problems.order_id')
    .where('problems.resolved_at', 'is', null)
    .where('problems.merchant_id', '=', by.merchantId)
    .where('problems.cause', 'in', by.causes)
    .$if(by.cartId !== undefined, (query) => query.where('orders.cart_id', '=', by.cartId ?? ''))
    .$if(by.mode !== undefined, (query) => query.where('orders.mode', '=', by.mode ?? 'production'))
    .$if(by.subjects !== undefined, (query) =>
      query.where((eb) => eb(subject, '=', eb.fn.any(eb.val([...(by.subjects ?? [])])))),
    );
}

/** Orders that have such a problem open, oldest problem first. */
async function listBlockedOrders(db: Database, by: BlockedBy): Promise<OrderKey[]> {
  const rows = await openProblemsOf(db, by)
    .select(['orders.merchant_id', 'orders.cart_id', 'orders.source_id'])
    .select((eb) => eb.fn.min('problems.opened_at').as('since'))
    .groupBy(['orders.merchant_id', 'orders.cart_id', 'orders.source_id'])
    .orderBy('since')
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id, cartId: row.cart_id, sourceId: row.source_id }));
}

/** What open problems of orders are about, without spaces around it, and in which cart. */
export async function listBlockingSubjects(
  db: Database,
  by: BlockedBy,
): Promise<{ cartId: string; subject: string }[]> {
  const rows = await openProblemsOf(db, by)
    .select(['orders.cart_id', subject.as('subject')])
    .distinct()
    .execute();
  return rows.map((row) => ({ cartId: row.cart_id, subject: row.subject }));
}

/** Orders in one of `statuses` that have a workflow, oldest first. */
async function listOrdersIn(db: Database, where: InStatus): Promise<OrderKey[]> {
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
