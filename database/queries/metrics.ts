import { sql } from 'kysely';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';

export interface HubFigures {
  orders: { status: OrderStatus; count: number }[];
  problems: { cause: ProblemCause; count: number }[];
  /** Age of the oldest order that EasyPost does not have yet; 0 where there is none. */
  oldestWaitingSeconds: number;
  accountsDown: number;
  cartsDown: number;
}

/** Counts for the metrics page. */
export async function readFigures(db: Database): Promise<HubFigures> {
  const [orders, problems, rest] = await Promise.all([
    db
      .selectFrom('orders')
      .select((eb) => ['status', eb.fn.countAll<string>().as('count')])
      .groupBy('status')
      .execute(),
    db
      .selectFrom('problems')
      .select((eb) => ['cause', eb.fn.countAll<string>().as('count')])
      .where('resolved_at', 'is', null)
      .groupBy('cause')
      .execute(),
    sql<{ oldest: string; accounts: string; carts: string }>`select
      coalesce((select extract(epoch from now() - min(created_at)) from orders
        where status in ('waiting', 'sending', 'backordered', 'problem')), 0) as oldest,
      (select count(*) from easypost_accounts where down_since is not null) as accounts,
      (select count(*) from carts where down_since is not null) as carts`.execute(db),
  ]);
  const [figures] = rest.rows;
  return {
    orders: orders.map((row) => ({ status: row.status, count: Number(row.count) })),
    problems: problems.map((row) => ({ cause: row.cause, count: Number(row.count) })),
    oldestWaitingSeconds: Number(figures?.oldest ?? 0),
    accountsDown: Number(figures?.accounts ?? 0),
    cartsDown: Number(figures?.carts ?? 0),
  };
}
