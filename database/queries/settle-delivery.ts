import { sql } from 'kysely';
import type { ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import { ORDER_VERSION } from './order-parcels.ts';
import { markingWritten, type WrittenParcel } from './parcels.ts';

export interface Settlement {
  orderId: string;
  /** As it was when the parcels were read. */
  version: string;
  /** The lease under which they were written; it ends with this. */
  lease: string;
  /** The parcel written last, where it is not stored yet. It is stored in any case. */
  written: WrittenParcel | null;
  status: Extract<OrderStatus, 'confirmed' | 'shipped' | 'partially_shipped' | 'accepted'>;
  /** Open problems of the order that are over with this. */
  solves: readonly ProblemCause[];
  /** Said in the timeline, where given. */
  text: string | null;
}

/**
 * Stores where an order stands after all its parcels of that version were written, in one statement. False, and the
 * order is not changed, where a parcel has come since.
 */
export async function settleDelivery(db: Database, settlement: Settlement): Promise<boolean> {
  const { orderId, version, lease, written, status, solves, text } = settlement;
  const { rows } = await sql<{ settled: boolean }>`
    with written as (${markingWritten(written)}), settled as (
      update orders o set status = ${status}, updated_at = clock_timestamp(),
        writing_until = case when o.writing_until = ${lease}::timestamptz then null else o.writing_until end,
        next_step_at = case when ${status}::text = 'confirmed' then null else o.next_step_at end,
        confirmed_at = case when ${status}::text = 'confirmed' then clock_timestamp() else o.confirmed_at end
      where o.id = ${orderId} and ${ORDER_VERSION} = ${version} returning o.id
    ), solved as (
      update problems set resolved_at = clock_timestamp() from settled
      where order_id = settled.id and resolved_at is null and cause = any(${[...solves]}::text[])
    ), said as (
      insert into order_events (order_id, kind, text, author)
      select order_id, kind, text, 'cartway' from (
        select order_id, 'written' as kind, ${written?.text ?? null}::text as text, 1 as turn from written
        union all
        select id, 'confirmed', ${text}::text, 2 from settled
      ) events where text is not null order by turn
    )
    select exists (select from settled) as settled`.execute(db);
  return rows[0]?.settled ?? false;
}
