import type { ShipTo } from '../../shared/orders/ship-to.ts';

/** What every cart can do for Cartway. A cart is a folder with `client`, `schema`, `map` and `index`. */

export interface CartLine {
  sourceLineId: string;
  sku: string | null;
  name: string;
  /** Units still wanted: ordered, less what was cancelled or refunded before shipping. May be invalid; it is checked later. */
  quantity: number;
  /** Units that the cart already counts as shipped. */
  shipped: number;
  requiresShipping: boolean;
}

export interface CartOrder {
  /** The cart's own order id, at most 200 characters. */
  sourceId: string;
  /** The number that people know the order by. */
  number: string;
  state: 'unpaid' | 'paid' | 'on_hold' | 'cancelled' | 'closed';
  test: boolean;
  placedAt: Date;
  /** ISO 4217. */
  currency: string | null;
  shippingMethod: string | null;
  shipTo: ShipTo | null;
  lines: CartLine[];
}

/** An order whose data could not be read; it is kept, told and read again. */
export interface UnreadableOrder {
  sourceId: string;
  /** Which field is wrong and what is allowed; no values of personal fields. */
  reason: string;
}

/** Where a listing stands, in the cart's own terms; stored as JSON after each page. */
export type CartPosition = Record<string, string | number | null>;

export interface OrderPage {
  orders: CartOrder[];
  unreadable: UnreadableOrder[];
  /** Saved once the page is stored; the next listing starts from it, overlapping. */
  position: CartPosition;
}

export interface OrderRead {
  orders: CartOrder[];
  unreadable: UnreadableOrder[];
  /** Ids that the cart does not know any more. */
  gone: string[];
}

export interface CartShipmentLine {
  sourceLineId: string;
  quantity: number;
}

/** A shipment as the cart has it. */
export interface CartShipment {
  cartShipmentId: string;
  trackingCode: string | null;
  /** Not cancelled in the cart. */
  active: boolean;
  /** Everything a shipment needs is done; false for one that was begun and not finished. */
  complete: boolean;
  lines: CartShipmentLine[];
}

export interface NewShipment {
  /** Cartway's parcel id: the same parcel has the same key. */
  key: string;
  carrier: string;
  trackingCode: string;
  trackingUrl: string | null;
  shippedAt: Date;
  lines: CartShipmentLine[];
}

export interface StockItem {
  sku: string;
  /** Units that may be sold. */
  available: number;
}

export interface RejectedStock {
  sku: string;
  code: 'unknown_sku' | 'refused';
}

export interface ConnectionReport {
  /** What was tried and whether it worked, in plain words without secrets. */
  checks: { name: string; ok: boolean; detail: string }[];
}

/**
 * All methods reject with a `SystemError`. Carts have no idempotent shipments: callers serialise writes per
 * order and read before they write (`activities/orders/write-shipment-once.ts`).
 */
export interface Cart {
  /** Whether `listOrders` gives an order again when it changed. Where not, open orders are re-read by id. */
  readonly listsChanges: boolean;
  /** How many ids one `getOrders` call takes. */
  readonly readBatch: number;
  checkConnection(): Promise<ConnectionReport>;
  /** Pages from `position` (null: from `from`) to now. An order may come twice; none that changed is left out. */
  listOrders(position: CartPosition | null, from: Date): AsyncIterable<OrderPage>;
  getOrders(sourceIds: readonly string[]): Promise<OrderRead>;
  listShipments(sourceId: string): Promise<CartShipment[]>;
  /** Creates a shipment, or completes `begun`, one that an earlier attempt began. Returns the cart's shipment id. */
  createShipment(sourceId: string, shipment: NewShipment, begun: CartShipment | null): Promise<string>;
  /** Sets absolute quantities, at most 500 a call. */
  setStock(items: readonly StockItem[], asOf: Date): Promise<RejectedStock[]>;
}
