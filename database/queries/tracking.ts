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
  // Each row is read once, by its EasyPost id; only where that finds none, its reference is looked for. Lateral: a
  // plain join lets PostgreSQL read the whole table for each page.
  const { rows } = await sql<TrackedOrder>`
    with matched as materialized (
      select seen.*, o.id, o.cart_id, o.source_id, o.number, o.status, o.easypost_hash
      from ${seen} left join lateral (
        select * from orders own where own.easypost_order_id = seen."easypostOrderId"
          and own.merchant_id = ${merchantId} and own.mode = ${mode} limit 1
      ) o on true
    )
    select "easypostOrderId" as "seenId", id as "orderId", cart_id as "cartId", source_id as "sourceId",
      number, status, 'own' as role
    from matched where id is not null and easypost_hash is distinct from hash
    union all
    select seen."easypostOrderId", o.id, o.cart_id, o.source_id, o.number, o.status,
      case when o.status in ('backordered', 'problem') and o.easypost_order_id is null then 'late' else 'double' end
    from matched seen cross join lateral (
      select * from orders named where named.reference = seen.reference
        and named.merchant_id = ${merchantId} and named.mode = ${mode} limit 1
    ) o
    where seen.id is null and (o.easypost_order_id is not null or o.status in ('cancelled', 'backordered', 'problem'))
      and not exists (select from doubles d where d.easypost_order_id = seen."easypostOrderId" and d.result = 'cancelled')
  `.execute(db);
  return rows;
}

export interface SeenState {
  orderId: string;
  hash: string;
  /** EasyPost's word. */
  status: string | null;
}

/** What was read counts as dealt with. */
export async function saveSeen(db: Database, seen: readonly SeenState[]): Promise<void> {
  if (seen.length === 0) return;
  await sql`
    update orders set easypost_hash = seen.hash, easypost_status = seen.status
    from unnest(
      ${seen.map(({ orderId }) => orderId)}::uuid[], ${seen.map(({ hash }) => hash)}::text[],
      ${seen.map(({ status }) => status)}::text[]
    ) as seen (id, hash, status) where orders.id = seen.id`.execute(db);
}

const MODES: readonly Mode[] = ['test', 'production'];

/** Modes in which the merchant has something to track: the account's own, and those of orders still open. */
export async function modesToTrack(db: Database, merchantId: string): Promise<Mode[]> {
  const { rows } = await sql<{ mode: Mode }>`
    select wanted.mode from unnest(${[...MODES]}::text[]) as wanted (mode)
    where exists (select from easypost_accounts a where a.merchant_id = ${merchantId} and a.mode = wanted.mode)
      or exists (
        select from orders o where o.merchant_id = ${merchantId} and o.mode = wanted.mode
          and o.easypost_order_id is not null
          and o.status in ('accepted', 'partially_shipped', 'shipped', 'problem')
      )`.execute(db);
  return rows.map(({ mode }) => mode);
}
