import { sql, type RawBuilder } from 'kysely';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Database } from '../connection.ts';
import { ORDER_VERSION, type ParcelFacts } from './order-parcels.ts';

export interface NewParcel extends ParcelFacts {
  /** Units per line that it completes. */
  lines: readonly { lineId: string; quantity: number }[];
}

export interface NewParcels {
  orderId: string;
  /** As it was when the parcels were allotted. */
  version: string;
  status: OrderStatus;
  /** In the order in which they came. */
  parcels: readonly NewParcel[];
  /** Said in the timeline. */
  text: string;
}

/**
 * Stores parcels that were not known, with their lines and the status of their order, of many orders in one statement.
 * Returns the ids of the orders that were at their version still; of others nothing is written. PostgreSQL guesses a
 * hundred rows of what comes as JSON, and would read the whole table for them: the ids keep it to these.
 */
export async function storeNewParcels(db: Database, stored: readonly NewParcels[]): Promise<Set<string>> {
  if (stored.length === 0) return new Set();
  const orders = stored.map(({ orderId, version, status, text }) => ({ orderId, version, status, text }));
  const parcels = stored.flatMap(({ orderId, parcels: fresh }) => fresh.map((parcel) => ({ ...parcel, orderId })));
  const lines = parcels.flatMap(({ id, orderId, lines: completed }) =>
    completed.map((line) => ({ ...line, orderId, parcelId: id })),
  );
  const { rows } = await sql<{ id: string }>`
    with changed as (
      update orders o set status = seen.status, next_step_at = null, updated_at = clock_timestamp()
      from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb)
        as seen ("orderId" uuid, version text, status text, text text)
      where o.id = any(${stored.map(({ orderId }) => orderId)}::uuid[]) and o.id = seen."orderId"
        and ${ORDER_VERSION} = seen.version
      returning o.id, seen.text
    ), stored as (
      insert into parcels
        (id, order_id, easypost_pick_id, carrier, tracking_code, tracking_url, units, shipped_at, created_at)
      select parcel.id, changed.id, "pickId", carrier, "trackingCode", "trackingUrl", units, "shippedAt",
        now() + ordinality * interval '1 microsecond'
      from changed join rows from (jsonb_to_recordset(${JSON.stringify(parcels)}::jsonb) as (id uuid, "orderId" uuid,
        "pickId" text, carrier text, "trackingCode" text, "trackingUrl" text, units jsonb, "shippedAt" timestamptz))
        with ordinality as parcel on parcel."orderId" = changed.id
    ), allotted as (
      insert into parcel_lines (parcel_id, order_line_id, quantity)
      select "parcelId", "lineId", quantity
      from changed join jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as line ("orderId" uuid, "parcelId" uuid, "lineId" bigint, quantity int) on line."orderId" = changed.id
    )
    insert into order_events (order_id, kind, text, author)
    select id, 'parcel', text, 'easypost' from changed returning order_id as id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Keeps others from changing the order until `trx` ends. False where it is not at that version any more. */
export async function lockVersion(trx: Database, orderId: string, version: string): Promise<boolean> {
  const { rows } = await sql`
    select o.id from orders o where o.id = ${orderId} and ${ORDER_VERSION} = ${version} for update`.execute(trx);
  return rows.length > 0;
}

/** Stores another carrier or tracking code of a parcel that the cart does not have yet. */
export async function updateTracking(
  trx: Database,
  parcelId: string,
  { carrier, trackingCode, trackingUrl }: Pick<NewParcel, 'carrier' | 'trackingCode' | 'trackingUrl'>,
): Promise<void> {
  await trx
    .updateTable('parcels')
    .set({ carrier, tracking_code: trackingCode, tracking_url: trackingUrl })
    .where('id', '=', parcelId)
    .execute();
}

/** A parcel that its cart has. */
export interface WrittenParcel {
  parcelId: string;
  /** Null: there was nothing in it to tell the cart. */
  cartShipmentId: string | null;
  /** Said in the timeline, where given. */
  text: string | null;
}

/** What marks a parcel as written, and returns `order_id` unless it was; nothing where there is none. */
export function markingWritten(written: WrittenParcel | null): RawBuilder<unknown> {
  const { parcelId = null, cartShipmentId = null } = written ?? {};
  return sql`
    update parcels set cart_shipment_id = ${cartShipmentId}, written_at = clock_timestamp()
    where id = ${parcelId}::uuid and written_at is null returning order_id`;
}

export async function markWritten(db: Database, written: WrittenParcel): Promise<void> {
  await sql`
    with written as (${markingWritten(written)})
    insert into order_events (order_id, kind, text, author)
    select order_id, 'written', ${written.text}::text, 'cartway' from written
    where ${written.text}::text is not null`.execute(db);
}

/** The cart's shipment ids that stand for other parcels of the order. */
export async function cartShipmentsOfOthers(db: Database, orderId: string, parcelId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('parcels')
    .select('cart_shipment_id')
    .where('order_id', '=', orderId)
    .where('id', '<>', parcelId)
    .where('cart_shipment_id', 'is not', null)
    .execute();
  return new Set(rows.flatMap((row) => row.cart_shipment_id ?? []));
}
