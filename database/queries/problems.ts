import { sql } from 'kysely';
import type { ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';

export interface NewProblem {
  merchantId: string;
  cartId?: string | null;
  orderId?: string | null;
  cause: ProblemCause;
  subject: string;
  /** The vendor's own words; may quote personal data, so it is shown to operators only. */
  detail?: string | null;
}

/** Opens a problem; the same one that is open already only gets the new detail. */
export async function openProblem(db: Database, problem: NewProblem): Promise<void> {
  await db
    .insertInto('problems')
    .values({
      merchant_id: problem.merchantId,
      cart_id: problem.cartId ?? null,
      order_id: problem.orderId ?? null,
      cause: problem.cause,
      subject: problem.subject,
      detail: problem.detail ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['merchant_id', 'cart_id', 'order_id', 'cause', 'subject'])
        .where('resolved_at', 'is', null)
        .doUpdateSet({ detail: (eb) => eb.ref('excluded.detail') }),
    )
    .execute();
}

/** Resolves an order's open problems, all or only those of some causes. Returns how many. */
export async function resolveOrderProblems(
  db: Database,
  orderId: string,
  causes?: readonly ProblemCause[],
): Promise<number> {
  const result = await db
    .updateTable('problems')
    .set({ resolved_at: new Date() })
    .where('order_id', '=', orderId)
    .where('resolved_at', 'is', null)
    .$if(causes !== undefined, (query) => query.where('cause', 'in', causes ?? []))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export interface ProblemGroup {
  merchantId: string;
  cause: ProblemCause;
  subject: string;
  orders: number;
  since: Date;
  /** Up to five order numbers, oldest problem first. */
  numbers: string[];
  detail: string | null;
}

/** Open problems grouped by merchant, cause and subject; the group that blocks most orders first. */
export async function listProblemGroups(db: Database, merchantId?: string): Promise<ProblemGroup[]> {
  const rows = await db
    .selectFrom('problems')
    .leftJoin('orders', 'orders.id', 'problems.order_id')
    .select(['problems.merchant_id', 'problems.cause', 'problems.subject'])
    .select((eb) => [
      eb.fn.count<string>('problems.id').as('orders'),
      eb.fn.min('problems.opened_at').as('since'),
      eb.fn.max('problems.detail').as('detail'),
      sql<string[] | null>`(array_agg(orders.number order by problems.opened_at))[1:5]`.as('numbers'),
    ])
    .where('problems.resolved_at', 'is', null)
    .$if(merchantId !== undefined, (query) => query.where('problems.merchant_id', '=', merchantId ?? ''))
    .groupBy(['problems.merchant_id', 'problems.cause', 'problems.subject'])
    .orderBy('orders', 'desc')
    .orderBy('since')
    .execute();
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    cause: row.cause,
    subject: row.subject,
    orders: Number(row.orders),
    since: row.since,
    numbers: (row.numbers ?? []).filter((number) => number !== null),
    detail: row.detail,
  }));
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
