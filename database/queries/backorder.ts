import { sql } from 'kysely';
import type { MissingUnits } from '../../shared/orders/outcomes.ts';
import { BLOCKING_CAUSES } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';
import type { OrderFacts } from './order-facts.ts';

/** What the stock last read lacks for an order, per barcode; all it needs where the stock looks sufficient. */
export async function missingUnits(db: Database, order: OrderFacts): Promise<MissingUnits[]> {
  const { rows } = await sql<{ barcode: string; needed: number; available: number }>`
    with needed as (
      select component->>'barcode' as barcode, sum((component->>'units')::int * l.quantity)::int as needed
      from order_lines l cross join jsonb_array_elements(l.components) as component
      where l.order_id = ${order.id} group by 1
    )
    select n.barcode, n.needed, coalesce(sum(i.quantity), 0)::int as available
    from needed n left join inventory i
      on i.merchant_id = ${order.merchant_id} and i.mode = ${order.mode} and i.barcode = n.barcode
    group by n.barcode, n.needed order by n.barcode`.execute(db);
  const short = rows.filter(({ needed, available }) => available < needed);
  const shown = short.length > 0 ? short : rows.map((row) => ({ ...row, available: 0 }));
  return shown.map(({ barcode, needed, available }) => ({ barcode, units: needed - Math.max(available, 0) }));
}

/** Marks an order as waiting for stock until `nextStepAt`. Returns how many of its merchant wait for the same time already. */
export async function markBackordered(
  db: Database,
  order: OrderFacts,
  missing: readonly MissingUnits[],
  nextStepAt: Date,
): Promise<number> {
  const list = missing.map(({ units, barcode }) => `${units} × ${barcode}`).join(', ');
  const { rows } = await sql<{ before: number }>`
    with held as (
      update orders set status = 'backordered', next_step_at = ${nextStepAt}, updated_at = clock_timestamp()
      where id = ${order.id} returning id
    ), solved as (
      update problems set resolved_at = clock_timestamp() from held
      where order_id = held.id and resolved_at is null and cause = any(${[...BLOCKING_CAUSES]}::text[])
    ), said as (
      insert into order_events (order_id, kind, text, author)
      select id, 'backordered', ${`EasyPost has not enough stock: ${list}`}::text, 'easypost' from held
    )
    select count(*)::int as before from orders
    where merchant_id = ${order.merchant_id} and status = 'backordered' and next_step_at = ${nextStepAt}
      and id <> ${order.id}`.execute(db);
  return rows[0]?.before ?? 0;
}
