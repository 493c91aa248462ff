import { unshipped, type CartStore } from './store.ts';
import type { NewShipment, Order, Shipment } from './schemas.ts';

export type ShipmentOutcome =
  | { kind: 'made' | 'made_before'; shipment: Shipment }
  | { kind: 'refused'; status: 404 | 422; code: string; title: string };

function refused(status: 404 | 422, code: string, title: string): ShipmentOutcome {
  return { kind: 'refused', status, code, title };
}

function whyNot(order: Order, request: NewShipment): ShipmentOutcome | null {
  if (order.status === 'cancelled') return refused(422, 'order_cancelled', 'the order is cancelled');
  const units = new Map<string, number>();
  for (const { line_id, quantity } of request.lines) units.set(line_id, (units.get(line_id) ?? 0) + quantity);
  for (const [lineId, quantity] of units) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (!line) return refused(422, 'unknown_line', `the order has no line ${lineId}`);
    if (quantity > unshipped(line))
      return refused(422, 'over_quantity', `line ${lineId} has ${unshipped(line)} left to ship`);
  }
  return null;
}

/** Makes a shipment, or finds the one that was made with the same key and body. */
export function createShipment(store: CartStore, key: string, request: NewShipment): ShipmentOutcome {
  const used = store.heedsKeys ? store.keys.get(key) : undefined;
  const before = used && store.shipments.get(used.shipmentId);
  if (used && before && !before.cancelled) {
    if (used.request !== JSON.stringify(request))
      return refused(422, 'key_reused', 'the key was used for another body');
    return { kind: 'made_before', shipment: before };
  }
  const order = store.orders.get(request.order_id);
  if (!order) return refused(404, 'order_not_found', `no order ${request.order_id}`);
  const reason = whyNot(order, request);
  if (reason) return reason;
  const shipment: Shipment = { ...request, id: `shp_${store.shipments.size + 1}`, cancelled: false };
  store.shipments.set(shipment.id, shipment);
  store.keys.set(key, { request: JSON.stringify(request), shipmentId: shipment.id });
  store.change(order.id, () => countShipped(order, shipment, 1));
  return { kind: 'made', shipment };
}

function countShipped(order: Order, shipment: Shipment, sign: 1 | -1): void {
  for (const { line_id, quantity } of shipment.lines) {
    const line = order.lines.find(({ id }) => id === line_id);
    if (line) line.quantity_shipped += sign * quantity;
  }
}

/** Takes a shipment back; null where there is none. */
export function cancelShipment(store: CartStore, id: string): Shipment | null {
  const shipment = store.shipments.get(id);
  if (!shipment) return null;
  if (!shipment.cancelled) {
    shipment.cancelled = true;
    store.change(shipment.order_id, (order) => countShipped(order, shipment, -1));
  }
  return shipment;
}
