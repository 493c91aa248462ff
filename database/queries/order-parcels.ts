import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connection.ts';
import type { Component } from '../tables.ts';

/** A line as it was sent: with what it stands for. */
export interface SentLine {
  id: string;
  quantity: number;
  components: Component[];
}

export interface ParcelFacts {
  id: string;
  pickId: string;
  carrier: string;
  trackingCode: string;
  trackingUrl: string | null;
  units: Component[];
  shippedAt: Date;
}

export interface StoredParcel extends ParcelFacts {
  /** Whether the cart has it. */
  written: boolean;
  /** Units per line that it completes, with the cart's own line ids. */
  lines: { sourceLineId: string; quantity: number }[];
}

/** What of an order was sent and what of it has shipped. */
export interface OrderParcels {
  orderId: string;
  /** Whoever writes by what was read here does so only while the order still has this version. */
  version: string;
  /** Lines that need no shipping and lines never sent are left out. */
  lines: SentLine[];
  /** In the order in which they were stored. */
  parcels: StoredParcel[];
}

export interface ParcelsRow {
  id: string;
  version: string;
  lines: SentLine[];
  parcels: (Omit<StoredParcel, 'shippedAt'> & { shippedAt: string })[];
}

/** The version of row `o` of `orders`: changes with its status, its content and its parcels. */
export const ORDER_VERSION: RawBuilder<string> = sql<string>`extract(epoch from o.updated_at)::text`;

/** Columns of a `ParcelsRow` beside its id, of row `o` of `orders`. */
export const PARCELS_COLUMNS = sql`${ORDER_VERSION} as version, (
    select coalesce(json_agg(json_build_object('id', l.id::text, 'quantity', l.quantity, 'components', l.components)
      order by l.position, l.id), '[]')
    from order_lines l where l.order_id = o.id and jsonb_typeof(l.components) = 'array'
  ) as lines, (
    select coalesce(json_agg(json_build_object('id', p.id, 'pickId', p.easypost_pick_id, 'carrier', p.carrier,
      'trackingCode', p.tracking_code, 'trackingUrl', p.tracking_url, 'units', p.units, 'shippedAt', p.shipped_at,
      'written', p.written_at is not null, 'lines', (
        select coalesce(json_agg(json_build_object('sourceLineId', l.source_line_id, 'quantity', a.quantity)
          order by l.position, l.id), '[]')
        from parcel_lines a join order_lines l on l.id = a.order_line_id and l.order_id = p.order_id
        where a.parcel_id = p.id
      )) order by p.created_at, p.id), '[]')
    from parcels p where p.order_id = o.id
  ) as parcels`;

export function toOrderParcels({ id, version, lines, parcels }: ParcelsRow): OrderParcels {
  const stored = parcels.map((parcel) => ({ ...parcel, shippedAt: new Date(parcel.shippedAt) }));
  return { orderId: id, version, lines, parcels: stored };
}

/** By order id, in one round trip. */
export async function loadOrderParcels(db: Database, orderIds: readonly string[]): Promise<Map<string, OrderParcels>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await sql<ParcelsRow>`
    select o.id, ${PARCELS_COLUMNS} from orders o where o.id = any(${[...orderIds]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, toOrderParcels(row)]));
}
