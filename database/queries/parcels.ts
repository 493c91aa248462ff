import { sql } from 'kysely';
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
 * Stores parcels that were not known, with their lines and the order's status, in one statement. False, and nothing is
 * written, where the order is not at that version any more.
 */
export async function storeNewParcels(db: Database, stored: NewParcels): Promise<boolean> {
  const { orderId, version, status, parcels, text } = stored;
  const lines = parcels.flatMap(({ id, lines: completed }) => completed.map((line) => ({ ...line, parcelId: id })));
  const { rows } = await sql`
    with changed as (
      update orders o set status = ${status}, next_step_at = null, updated_at = clock_timestamp()
      where o.id = ${orderId} and ${ORDER_VERSION} = ${version} returning o.id
    ), stored as (
      insert into parcels
        (id, order_id, easypost_pick_id, carrier, tracking_code, tracking_url, units, shipped_at, created_at)
      select parcel.id, changed.id, "pickId", carrier, "trackingCode", "trackingUrl", units, "shippedAt",
        now() + ordinality * interval '1 microsecond'
      from changed, rows from (jsonb_to_recordset(${JSON.stringify(parcels)}::jsonb) as (id uuid, "pickId" text,
        carrier text, "trackingCode" text, "trackingUrl" text, units jsonb, "shippedAt" timestamptz)) with ordinality
        as parcel
    ), allotted as (
      insert into parcel_lines (parcel_id, order_line_id, quantity)
      select "parcelId", "lineId", quantity from changed, jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as line ("parcelId" uuid, "lineId" bigint, quantity int)
    )
    insert into order_events (order_id, kind, text, author)
    select id, 'parcel', ${text}::text, 'easypost' from changed returning id`.execute(db);
  return rows.length > 0;
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

/** The cart has the parcel; `said`, where given, stands in the order's timeline then. */
export async function markWritten(
  db: Database,
  parcelId: string,
  cartShipmentId: string | null,
  said: string | null,
): Promise<void> {
  await sql`
    with written as (
      update parcels set cart_shipment_id = ${cartShipmentId}, written_at = ${new Date()}
      where id = ${parcelId} and written_at is null returning order_id
    )
    insert into order_events (order_id, kind, text, author)
    select order_id, 'written', ${said}::text, 'cartway' from written where ${said}::text is not null`.execute(db);
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
