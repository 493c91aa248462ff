import type { CartLine, CartOrder, CartShipment } from '../contract.ts';
import type { ShipTo } from '../../../shared/orders/ship-to.ts';
import { wantedUnits } from '../wanted-units.ts';
import type { VendureAddress, VendureFulfillment, VendureLine, VendureOrder } from './schema.ts';

/** Order states of Vendure's default process; null: a state that is not in it. */
export function stateOf(state: string, paidStates: readonly string[]): CartOrder['state'] | null {
  if (paidStates.includes(state)) return 'paid';
  switch (state) {
    case 'Created':
    case 'Draft':
    case 'AddingItems':
    case 'ArrangingPayment':
    case 'PaymentAuthorized':
    case 'ArrangingAdditionalPayment':
      return 'unpaid';
    case 'PaymentSettled':
    case 'PartiallyShipped':
    case 'Shipped':
    case 'PartiallyDelivered':
    case 'Delivered':
      return 'paid';
    case 'Modifying':
      return 'on_hold';
    case 'Cancelled':
      return 'cancelled';
    default:
      return null;
  }
}

const HAS_LEFT: readonly string[] = ['Shipped', 'Delivered'];

function shippedUnits(line: VendureLine): number {
  return (line.fulfillmentLines ?? [])
    .filter(({ fulfillment }) => HAS_LEFT.includes(fulfillment.state))
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

function refundedUnits(order: VendureOrder, lineId: string): number {
  return (order.payments ?? [])
    .flatMap(({ refunds }) => refunds)
    .filter(({ state }) => state !== 'Failed')
    .flatMap(({ lines }) => lines)
    .filter(({ orderLineId }) => orderLineId === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

function mapLine(order: VendureOrder, line: VendureLine, digitalField: string | undefined): CartLine {
  const shipped = shippedUnits(line);
  // Cancelling lowers `quantity` and is mostly refunded too: only refunds beyond the cancelled units count.
  const cancelled = Math.max(0, line.orderPlacedQuantity - line.quantity);
  const refunded = Math.max(0, refundedUnits(order, line.id) - cancelled);
  return {
    sourceLineId: line.id,
    sku: line.productVariant.sku.trim() || null,
    name: line.productVariant.name,
    quantity: wantedUnits({ quantity: line.quantity, refunded, shipped }),
    shipped,
    requiresShipping: digitalField === undefined || line.productVariant.customFields?.[digitalField] !== true,
  };
}

function mapAddress(address: VendureAddress | null | undefined, email: string | null): ShipTo | null {
  if (!address || Object.values(address).every((value) => !value)) return null;
  return {
    name: address.fullName || null,
    company: address.company || null,
    street1: address.streetLine1 || null,
    street2: address.streetLine2 || null,
    city: address.city || null,
    state: address.province || null,
    postalCode: address.postalCode || null,
    country: address.countryCode || address.country || null,
    phone: address.phoneNumber || null,
    email,
  };
}

/** When the order was placed; a draft that never was shows when it was made. */
export function placedAt(order: Pick<VendureOrder, 'orderPlacedAt' | 'createdAt'>): Date {
  return order.orderPlacedAt ?? order.createdAt;
}

/** A Vendure order with the state that {@link stateOf} found. */
export function mapOrder(order: VendureOrder, state: CartOrder['state'], digitalField: string | undefined): CartOrder {
  return {
    sourceId: order.id,
    number: order.code,
    state,
    test: false,
    placedAt: placedAt(order),
    currency: order.currencyCode,
    shippingMethod: order.shippingLines[0]?.shippingMethod.code ?? null,
    shipTo: mapAddress(order.shippingAddress, order.customer?.emailAddress || null),
    lines: order.lines.map((line) => mapLine(order, line, digitalField)),
  };
}

/** A fulfilment: begun while it is `Created` or `Pending`, complete once it is `Shipped` or further. */
export function mapFulfillment(fulfillment: VendureFulfillment): CartShipment {
  return {
    cartShipmentId: fulfillment.id,
    trackingCode: fulfillment.trackingCode || null,
    active: fulfillment.state !== 'Cancelled',
    complete: fulfillment.state !== 'Created' && fulfillment.state !== 'Pending',
    lines: fulfillment.lines.map(({ orderLineId, quantity }) => ({ sourceLineId: orderLineId, quantity })),
  };
}
