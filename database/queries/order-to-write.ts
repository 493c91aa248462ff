import { sql } from 'kysely';
import type { Database } from '../connection.ts';
import type { CartRow } from './connections.ts';
import { FACT_COLUMNS, type OrderFacts } from './order-facts.ts';
import { PARCELS_COLUMNS, toOrderParcels, type OrderParcels, type ParcelsRow } from './order-parcels.ts';

export interface CartToWrite extends Pick<CartRow, 'id' | 'kind' | 'connection' | 'credentials'> {
  /** It refused its credentials; nothing is called until new ones are set. */
  isDown: boolean;
}

export interface OrderToWrite {
  order: OrderFacts;
  cart: CartToWrite;
  parcels: OrderParcels;
  /**
   * Keeps all others from writing parcels of the order until it is given back or has run out. Null: another has it, or
   * there is nothing to write, because the order is confirmed or its cart is down.
   */
  lease: string | null;
  /** How long another still has it, at most. */
  busyMs: number;
}

interface Row extends ParcelsRow {
  order: OrderFacts;
  cart: CartToWrite;
  lease: string | null;
  busyMs: number;
}

const FACTS = sql.join(FACT_COLUMNS.map((column) => sql`${sql.lit(column)}, o.${sql.ref(column)}`));

/** How long a lease is good, from now. */
function leaseEnd(leaseMs: number) {
  return sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
}

/**
 * What writing parcels to the cart begins with, and the lease for it, in one round trip. Rejects when there is no such
 * order. Where the lease was given back a moment ago, parcels may show as not written that are: the cart tells.
 */
export async function claimOrderToWrite(db: Database, orderId: string, leaseMs: number): Promise<OrderToWrite> {
  const { rows } = await sql<Row>`
    with claimed as (
      update orders o set writing_until = ${leaseEnd(leaseMs)} from carts c
      where o.id = ${orderId} and c.id = o.cart_id and c.down_since is null and o.status <> 'confirmed'
        and (o.writing_until is null or o.writing_until < clock_timestamp())
      returning o.writing_until::text as lease
    )
    select o.id, ${PARCELS_COLUMNS},
      json_build_object(${FACTS}) as "order",
      json_build_object('id', c.id, 'kind', c.kind, 'connection', c.connection, 'credentials', c.credentials,
        'isDown', c.down_since is not null) as cart,
      (select lease from claimed) as lease,
      ceil(greatest(0, extract(epoch from o.writing_until - clock_timestamp())) * 1000)::int as "busyMs"
    from orders o join carts c on c.id = o.cart_id where o.id = ${orderId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error(`No order has the id "${orderId}"`);
  const { order, cart, lease, busyMs } = row;
  return { order, cart, lease, busyMs, parcels: toOrderParcels(row) };
}

/** Makes a lease good for so long from now; null where it had run out and another has one. Returns the lease as it is now. */
export async function renewLease(
  db: Database,
  orderId: string,
  lease: string,
  leaseMs: number,
): Promise<string | null> {
  const { rows } = await sql<{ lease: string }>`
    update orders set writing_until = ${leaseEnd(leaseMs)}
    where id = ${orderId} and writing_until = ${lease}::timestamptz
    returning writing_until::text as lease`.execute(db);
  return rows[0]?.lease ?? null;
}

/** Gives a lease back, unless it has run out and another has one. */
export async function giveBackLease(db: Database, orderId: string, lease: string): Promise<void> {
  await sql`update orders set writing_until = null
    where id = ${orderId} and writing_until = ${lease}::timestamptz`.execute(db);
}
