import { sql } from 'kysely';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import type { Mode } from '../tables.ts';

export interface SeenOrder {
  easypostOrderId: string;
  /** Hash of its status and parcels. */
  hash: string;
  /** Our reference in its description. */
  reference: string | null;
}

/** An EasyPost order that is ours and looks different from what is stored, or carries the reference of one of ours. */
export interface TrackedOrder {
  seenId: string;
  orderId: string;
  cartId: string;
  sourceId: string;
  number: string;
  status: OrderStatus;
  /**
   * `own`: the stored one. `double`: it carries our reference, and the order is cancelled or has another. `late`: it
   * carries the reference of an order that waits to be sent again, so an earlier attempt made it after all.
   */
  role: 'own' | 'double' | 'late';
}

/** Of one page of EasyPost orders, only those that changed or should not be. Reads no row of the others. */
export async function findChanged(
  db: Database,
  merchantId: string,
  mode: Mode,
  page: readonly SeenOrder[],
): Promise<TrackedOrder[]> {
  const seen = sql`jsonb_to_recordset(${JSON.stringify(page)}::jsonb)
    as seen("easypostOrderId" text, hash text, reference text)`;
  const { rows } = await sql<TrackedOrder>`
    select seen."easypostOrderId" as "seenId", o.id as "orderId", o.cart_id as "cartId", o.source_id as "sourceId",
      o.number, o.status, 'own' as role
    from ${seen} join orders o on o.easypost_order_id = seen."easypostOrderId"
    where o.merchant_id = ${merchantId} and o.mode = ${mode} and o.easypost_hash is distinct from seen.hash
    union all
    select seen."easypostOrderId", o.id, o.cart_id, o.source_id, o.number, o.status,
      case when o.status in ('backordered', 'problem') and o.easypost_order_id is null then 'late' else 'double' end
    from ${seen} join orders o on o.reference = seen.reference
    where o.merchant_id = ${merchantId} and o.mode = ${mode}
      and o.easypost_order_id is distinct from seen."easypostOrderId"
      and (o.easypost_order_id is not null or o.status in ('cancelled', 'backordered', 'problem'))
      and not exists (select from doubles d where d.easypost_order_id = seen."easypostOrderId" and d.result = 'cancelled')
  `.execute(db);
  return rows;
}

/** What was read counts as dealt with. */
export async function saveSeen(db: Database, orderId: string, hash: string, status: string | null): Promise<void> {
  await db
    .updateTable('orders')
    .set({ easypost_hash: hash, easypost_status: status })
    .where('id', '=', orderId)
    .execute();
}

/** Modes in which the merchant has something to track: the account's own, and those of orders still open. */
export async function modesToTrack(db: Database, merchantId: string): Promise<Mode[]> {
  const rows = await db
    .selectFrom('orders')
    .select('mode')
    .distinct()
    .where('merchant_id', '=', merchantId)
    .where('status', 'in', ['accepted', 'partially_shipped', 'shipped', 'problem'])
    .where('easypost_order_id', 'is not', null)
    .unionAll(db.selectFrom('easypost_accounts').select('mode').where('merchant_id', '=', merchantId))
    .execute();
  return [...new Set(rows.map(({ mode }) => mode))];
}
