import { randomUUID } from 'node:crypto';
import type { OrderParcels } from '../../../database/queries/order-parcels.ts';
import type { NewParcel } from '../../../database/queries/parcels.ts';
import type { Component } from '../../../database/tables.ts';
import type { EasypostParcel } from '../../easypost/parcels.ts';
import { allotParcels, isComplete } from '../parcels/allot.ts';

export interface TrackingChange {
  parcelId: string;
  from: string;
  carrier: string;
  trackingCode: string;
  trackingUrl: string | null;
  /** The cart has the parcel and keeps the old code. */
  written: boolean;
}

/** What a reading of an order's parcels adds to what is stored. */
export interface ParcelPlan {
  fresh: NewParcel[];
  status: 'shipped' | 'partially_shipped';
  /** Units that no line waits for, by the tracking code of their parcel. */
  leftovers: { trackingCode: string; item: Component }[];
  changes: TrackingChange[];
}

/** Compares the parcels that EasyPost shows with those stored, and allots new ones to the order's lines. */
export function planParcels({ lines, parcels }: OrderParcels, seen: readonly EasypostParcel[]): ParcelPlan {
  const unknown = seen.filter(({ pickId }) => !parcels.some((parcel) => parcel.pickId === pickId));
  const allotments = allotParcels(
    lines,
    [...parcels, ...unknown].map(({ units }) => units),
  );
  const fresh = unknown.map((parcel, index) => ({
    ...parcel,
    id: randomUUID(),
    shippedAt: parcel.shippedAt ?? new Date(),
    lines: allotments[parcels.length + index]?.lines ?? [],
  }));
  const leftovers = fresh.flatMap(({ trackingCode }, index) =>
    (allotments[parcels.length + index]?.leftover ?? []).map((item) => ({ trackingCode, item })),
  );
  const status = isComplete(lines, allotments) ? 'shipped' : 'partially_shipped';
  return { fresh, status, leftovers, changes: changesOf(parcels, seen) };
}

function changesOf(parcels: OrderParcels['parcels'], seen: readonly EasypostParcel[]): TrackingChange[] {
  return parcels.flatMap((old) => {
    const now = seen.find(({ pickId }) => pickId === old.pickId);
    if (!now || (now.trackingCode === old.trackingCode && now.carrier === old.carrier)) return [];
    const { carrier, trackingCode, trackingUrl } = now;
    return [{ parcelId: old.id, from: old.trackingCode, carrier, trackingCode, trackingUrl, written: old.written }];
  });
}
