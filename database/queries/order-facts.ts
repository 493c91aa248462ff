import { sql, type Selectable } from 'kysely';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { BLOCKING_CAUSES, type ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';
import type { OrderTable } from '../tables.ts';
import type { EventKind } from './order-events.ts';
import { openProblem, resolveOrderProblems } from './problems.ts';

export const FACT_COLUMNS = [
  'id',
  'merchant_id',
  'cart_id',
  'source_id',
  'number',
  'reference',
  'status',
  'mode',
  'easypost_order_id',
  'easypost_status',
] as const;

/** What the hub needs of an order to act on it; no personal data. */
export type OrderFacts = Pick<Selectable<OrderTable>, (typeof FACT_COLUMNS)[number]>;

export async function loadOrderFacts(db: Database, orderId: string): Promise<OrderFacts> {
  return db.selectFrom('orders').select(FACT_COLUMNS).where('id', '=', orderId).executeTakeFirstOrThrow();
}

export interface StatusChange {
  orderId: string;
  status: OrderStatus;
  /** When the order acts again by itself, as far as known. */
  nextStepAt?: Date | null;
  event: { kind: EventKind; text: string; author?: string };
}

/** Changes the status and says so in the timeline, together, in one statement. */
export async function changeStatus(db: Database, change: StatusChange): Promise<void> {
  const { kind, text, author = 'cartway' } = change.event;
  await db
    .with('changed', (cte) =>
      cte
        .updateTable('orders')
        .set({ status: change.status, next_step_at: change.nextStepAt ?? null, updated_at: sql`clock_timestamp()` })
        .where('id', '=', change.orderId)
        .returning('id'),
    )
    .insertInto('order_events')
    .columns(['order_id', 'kind', 'text', 'author'])
    .expression((eb) =>
      eb
        .selectFrom('changed')
        .select(['id', eb.val(kind).as('kind'), eb.val(text).as('text'), eb.val(author).as('author')]),
    )
    .execute();
}

export interface OrderProblem {
  cause: ProblemCause;
  subject: string;
  /** The vendor's own words. */
  detail?: string | null;
  text: string;
}

/** Stops an order with a problem; the problems it had before are resolved. */
export async function stopWithProblem(db: Database, order: OrderFacts, problem: OrderProblem): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await resolveOrderProblems(trx, order.id, BLOCKING_CAUSES);
    await openProblem(trx, {
      merchantId: order.merchant_id,
      cartId: order.cart_id,
      orderId: order.id,
      cause: problem.cause,
      subject: problem.subject,
      detail: problem.detail ?? null,
    });
    await changeStatus(trx, {
      orderId: order.id,
      status: 'problem',
      event: { kind: 'problem', text: problem.text },
    });
  });
}
