import type { SimulatedOrder } from '../../../simulators/easypost/control.ts';

/** Units that have not left, one entry a unit. */
export function unitsLeft(order: Pick<SimulatedOrder, 'status' | 'line_items' | 'picks'>): string[] {
  if (order.status === 'created') {
    return order.line_items.flatMap(({ product, units }) => Array.from({ length: units }, () => product.barcode));
  }
  const open = order.picks.filter(({ tracker }) => tracker === null);
  return open.flatMap(({ inventories }) => inventories.map(({ product }) => product.barcode));
}

/** What goes into the next parcel, per barcode, when `parcels` are to come: about the same number of units each. */
export function nextParcel(left: readonly string[], parcels: number): Record<string, number> {
  const units: Record<string, number> = {};
  for (const barcode of left.slice(0, Math.ceil(left.length / Math.max(parcels, 1)))) {
    units[barcode] = (units[barcode] ?? 0) + 1;
  }
  return units;
}
