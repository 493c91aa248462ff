import { sql } from 'kysely';
import type { ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import { ORDER_VERSION } from './order-parcels.ts';

export interface Settlement {
  orderId: string;
  /** As it was when the parcels were read. */
  version: string;
  status: Extract<OrderStatus, 'confirmed' | 'shipped' | 'partially_shipped' | 'accepted'>;
  /** Open problems of the order that are over with this. */
  solves: readonly ProblemCause[];
  /** Said in the timeline, where given. */
  text: string | null;
}

/**
 * Stores where an order stands after all its parcels of that version were written. False, and nothing is changed,
 * where a parcel has come since.
 */
export async function settleDelivery(db: Database, settlement: Settlement): Promise<boolean> {
  const { orderId, version, status, solves, text } = settlement;
  const { rows } = await sql`
    with settled as (
      update orders o set status = ${status}, updated_at = clock_timestamp(),
        next_step_at = case when ${status}::text = 'confirmed' then null else o.next_step_at end,
        confirmed_at = case when ${status}::text = 'confirmed' then clock_timestamp() else o.confirmed_at end
      where o.id = ${orderId} and ${ORDER_VERSION} = ${version} returning o.id
    ), solved as (
      update problems set resolved_at = clock_timestamp() from settled
      where order_id = settled.id and resolved_at is null and cause = any(${[...solves]}::text[])
    ), said as (
      insert into order_events (order_id, kind, text, author)
      select id, 'confirmed', ${text}::text, 'cartway' from settled where ${text}::text is not null
    )
    select id from settled`.execute(db);
  return rows.length > 0;
}
