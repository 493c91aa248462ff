import type { Cart, CartShipment, CartShipmentLine, NewShipment } from '../carts/contract.ts';

function unitsPerLine(lines: readonly CartShipmentLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sourceLineId, quantity } of lines) units.set(sourceLineId, (units.get(sourceLineId) ?? 0) + quantity);
  return units;
}

function sameCode(one: string | null, other: string): boolean {
  return one?.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether the cart's shipment is this parcel: active, the same tracking code and the same units per line. */
export function isSameShipment(existing: CartShipment, wanted: NewShipment): boolean {
  if (!existing.active || !sameCode(existing.trackingCode, wanted.trackingCode)) return false;
  const [has, wants] = [unitsPerLine(existing.lines), unitsPerLine(wanted.lines)];
  return has.size === wants.size && [...wants].every(([line, quantity]) => has.get(line) === quantity);
}

/**
 * Writes a parcel to the cart unless it is there already; finishes one that an earlier attempt began. Returns the
 * cart's shipment id. Nothing else may write shipments of the same order meanwhile. `taken` tells the cart shipments
 * that belong to other parcels of the order: packages may share one tracking code and the same units.
 */
export async function writeShipmentOnce(
  cart: Pick<Cart, 'listShipments' | 'createShipment'>,
  sourceId: string,
  shipment: NewShipment,
  taken: () => Promise<ReadonlySet<string>> = async () => new Set(),
): Promise<string> {
  const alike = (await cart.listShipments(sourceId)).filter((each) => isSameShipment(each, shipment));
  const others = alike.length > 0 ? await taken() : new Set();
  const same = alike.filter(({ cartShipmentId }) => !others.has(cartShipmentId));
  const done = same.find(({ complete }) => complete);
  return done ? done.cartShipmentId : cart.createShipment(sourceId, shipment, same[0] ?? null);
}
