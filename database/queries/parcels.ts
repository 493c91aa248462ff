import type { Selectable } from 'kysely';
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

/** Stores a parcel that was not known; created times keep the order in which parcels came. */
export async function insertParcel(trx: Database, orderId: string, parcel: NewParcel, at: Date): Promise<void> {
  await trx
    .insertInto('parcels')
    .values({
      id: parcel.id,
      order_id: orderId,
      easypost_pick_id: parcel.pickId,
      carrier: parcel.carrier,
      tracking_code: parcel.trackingCode,
      tracking_url: parcel.trackingUrl,
      units: JSON.stringify(parcel.units),
      shipped_at: parcel.shippedAt,
      cart_shipment_id: null,
      written_at: null,
      created_at: at,
    })
    .execute();
}

export async function insertParcelLines(
  trx: Database,
  parcelId: string,
  lines: readonly { lineId: string; quantity: number }[],
): Promise<void> {
  if (lines.length === 0) return;
  await trx
    .insertInto('parcel_lines')
    .values(lines.map(({ lineId, quantity }) => ({ parcel_id: parcelId, order_line_id: lineId, quantity })))
    .execute();
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
  const parcels = (await listParcels(db, orderId)).filter(({ written_at }) => written_at === null);
  if (parcels.length === 0) return [];
  const rows = await db
    .selectFrom('parcel_lines')
    .innerJoin('order_lines', 'order_lines.id', 'parcel_lines.order_line_id')
    .select(['parcel_lines.parcel_id', 'order_lines.source_line_id', 'parcel_lines.quantity'])
    .where(
      'parcel_lines.parcel_id',
      'in',
      parcels.map(({ id }) => id),
    )
    .orderBy('order_lines.position')
    .execute();
  return parcels.map((parcel) => ({
    ...parcel,
    lines: rows
      .filter((row) => row.parcel_id === parcel.id)
      .map((row) => ({ sourceLineId: row.source_line_id, quantity: row.quantity })),
  }));
}

/** The cart has the parcel. */
export async function markWritten(db: Database, parcelId: string, cartShipmentId: string | null): Promise<void> {
  await db
    .updateTable('parcels')
    .set({ cart_shipment_id: cartShipmentId, written_at: new Date() })
    .where('id', '=', parcelId)
    .where('written_at', 'is', null)
    .execute();
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
