import { UNKNOWN_CARRIER } from './decisions.ts';
import type { EasypostOrder, EasypostTracker } from './types.ts';

export interface BarcodeUnits {
  barcode: string;
  units: number;
}

export interface EasypostParcel {
  /** The pick's id; where EasyPost gives none, the tracking code, which is as lasting. */
  pickId: string;
  carrier: string;
  trackingCode: string;
  trackingUrl: string | null;
  shippedAt: Date | null;
  /** One entry per barcode, in order of first appearance. */
  units: BarcodeUnits[];
}

function addUp(items: readonly BarcodeUnits[]): BarcodeUnits[] {
  const sums = new Map<string, number>();
  for (const { barcode, units } of items) sums.set(barcode, (sums.get(barcode) ?? 0) + units);
  return [...sums].map(([barcode, units]) => ({ barcode, units }));
}

function parcel(
  tracker: EasypostTracker,
  trackingCode: string,
  pickId: string | null,
  units: BarcodeUnits[],
): EasypostParcel {
  return {
    pickId: pickId ?? trackingCode,
    carrier: tracker.carrier ?? UNKNOWN_CARRIER,
    trackingCode,
    trackingUrl: tracker.publicUrl,
    shippedAt: tracker.createdAt,
    units,
  };
}

function parcelsOfPicks(order: EasypostOrder): EasypostParcel[] {
  return order.picks.flatMap((pick) => {
    const code = pick.tracker?.trackingCode;
    if (!pick.tracker || !code) return [];
    const units = addUp(pick.barcodes.map((barcode) => ({ barcode, units: 1 })));
    return [parcel(pick.tracker, code, pick.id, units)];
  });
}

/**
 * Own decision, for an EasyPost that shows trackers but none on a pick: what is in which package is unknown, so once
 * the order is shipped the first tracker carries all units. Later trackers are empty and left out.
 */
function parcelOfTrackers(order: EasypostOrder): EasypostParcel[] {
  const tracker = order.trackers.find(({ trackingCode }) => trackingCode !== null);
  if (order.state !== 'shipped' || !tracker?.trackingCode) return [];
  return [parcel(tracker, tracker.trackingCode, null, addUp(order.lineItems))];
}

/** A parcel is stored as it is seen first: one whose units are not shown yet would stay empty for ever. */
function withUnits(parcels: readonly EasypostParcel[]): EasypostParcel[] {
  const byPick = new Map(parcels.filter(({ units }) => units.length > 0).map((each) => [each.pickId, each]));
  return [...byPick.values()];
}

/**
 * What an order has shipped so far: one parcel per pick with a tracking code, one inventory entry = one unit
 * (easypost.md §4). Picks without a tracking code, or that show no units, are no parcels yet; a pick counts once.
 */
export function parcelsOf(order: EasypostOrder): EasypostParcel[] {
  const parcels = withUnits(parcelsOfPicks(order));
  return parcels.length > 0 ? parcels : withUnits(parcelOfTrackers(order));
}
