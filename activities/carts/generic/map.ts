import type { CartLine, CartOrder, CartShipment } from '../contract.ts';
import type { ShipTo } from '../../../shared/orders/ship-to.ts';
import { wantedUnits } from '../wanted-units.ts';
import type { GenericLine, GenericOrder, GenericShipment } from './schema.ts';

function mapLine(line: GenericLine): CartLine {
  const shipped = line.quantity_shipped ?? 0;
  const quantity = line.quantity - (line.quantity_cancelled ?? 0);
  return {
    sourceLineId: line.id,
    sku: line.sku?.trim() || null,
    name: line.name ?? '',
    quantity: wantedUnits({ quantity, refunded: line.quantity_refunded ?? 0, shipped }),
    shipped,
    requiresShipping: line.requires_shipping ?? true,
  };
}

function mapAddress(order: GenericOrder): ShipTo | null {
  const to = order.ship_to;
  if (!to || Object.values(to).every((value) => !value)) return null;
  return {
    name: to.name || null,
    company: to.company || null,
    street1: to.street1 || null,
    street2: to.street2 || null,
    city: to.city || null,
    state: to.state || null,
    postalCode: to.postal_code || null,
    country: to.country || null,
    phone: to.phone || order.phone || null,
    email: order.email || null,
  };
}

/** An order of the generic cart API. */
export function mapOrder(order: GenericOrder): CartOrder {
  return {
    sourceId: order.id,
    number: order.number || order.id,
    state: order.status,
    test: order.test ?? false,
    placedAt: order.created_at,
    currency: order.currency || null,
    shippingMethod: order.shipping?.code || order.shipping?.name || null,
    shipTo: mapAddress(order),
    lines: order.lines.map(mapLine),
  };
}

/** A shipment of the generic cart API; it is made in one call, so it is always complete. */
export function mapShipment(shipment: GenericShipment): CartShipment {
  return {
    cartShipmentId: shipment.id,
    trackingCode: shipment.tracking_number || null,
    active: shipment.cancelled !== true,
    complete: true,
    lines: shipment.lines.map(({ line_id, quantity }) => ({ sourceLineId: line_id, quantity })),
  };
}
