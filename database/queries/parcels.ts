import { sql, type Selectable } from 'kysely';
import type { Database } from '../connection.ts';
import type { Component, ParcelTable } from '../tables.ts';

export type ParcelRow = Selectable<ParcelTable>;

export interface NewParcel {
  id: string;
  pickId: string;
  carrier: string;
  trackingCode: string;
  trackingUrl: string | null;
  units: Component[];
  shippedAt: Date;
}

/** An order's parcels in the order in which they were stored. */
export async function listParcels(db: Database, orderId: string): Promise<ParcelRow[]> {
  return db
    .selectFrom('parcels')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Lines with what they stand for; lines that need no shipping and lines never sent are left out. */
export async function listSentLines(
  db: Database,
  orderId: string,
): Promise<{ id: string; sourceLineId: string; quantity: number; components: Component[] }[]> {
  const rows = await db
    .selectFrom('order_lines')
    .select(['id', 'source_line_id', 'quantity', 'components'])
    .where('order_id', '=', orderId)
    .where('components', 'is not', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    sourceLineId: row.source_line_id,
    quantity: row.quantity,
    components: row.components ?? [],
  }));
}

export interface ParcelToStore {
  parcel: NewParcel;
  /** Units per line that it completes. */
  lines: readonly { lineId: string; quantity: number }[];
  /** Created times keep the order in which parcels came. */
  at: Date;
}

/** Stores a parcel that was not known, with its lines, in one statement. */
export async function insertParcel(
  trx: Database,
  orderId: string,
  { parcel, lines, at }: ParcelToStore,
): Promise<void> {
  await sql`
    with stored as (
      insert into parcels
        (id, order_id, easypost_pick_id, carrier, tracking_code, tracking_url, units, shipped_at, created_at)
      values (${parcel.id}, ${orderId}, ${parcel.pickId}, ${parcel.carrier}, ${parcel.trackingCode},
        ${parcel.trackingUrl}, ${JSON.stringify(parcel.units)}::jsonb, ${parcel.shippedAt}, ${at}) returning id
    )
    insert into parcel_lines (parcel_id, order_line_id, quantity)
    select stored.id, line_id, quantity from stored, unnest(
      ${lines.map(({ lineId }) => lineId)}::bigint[], ${lines.map(({ quantity }) => quantity)}::int[]
    ) as line (line_id, quantity)`.execute(trx);
}

/** Stores another carrier or tracking code of a parcel that the cart does not have yet. */
export async function updateTracking(trx: Database, parcelId: string, parcel: NewParcel): Promise<void> {
  await trx
    .updateTable('parcels')
    .set({ carrier: parcel.carrier, tracking_code: parcel.trackingCode, tracking_url: parcel.trackingUrl })
    .where('id', '=', parcelId)
    .execute();
}

export interface UnwrittenParcel extends ParcelRow {
  lines: { sourceLineId: string; quantity: number }[];
}

/** Parcels that the cart does not have yet, with the cart's own line ids. */
export async function listUnwrittenParcels(db: Database, orderId: string): Promise<UnwrittenParcel[]> {
  return db
    .selectFrom('parcels')
    .selectAll('parcels')
    .select(
      sql<UnwrittenParcel['lines']>`(
        select coalesce(json_agg(json_build_object('sourceLineId', l.source_line_id, 'quantity', p.quantity)
          order by l.position), '[]')
        from parcel_lines p join order_lines l on l.id = p.order_line_id where p.parcel_id = parcels.id
      )`.as('lines'),
    )
    .where('order_id', '=', orderId)
    .where('written_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
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
