import type { OrderState } from './decisions.ts';

export type EasypostMode = 'test' | 'production';

export interface EasypostAddress {
  name?: string;
  company?: string;
  street1: string;
  street2?: string;
  city: string;
  state?: string;
  zip: string;
  /** Two letters. */
  country: string;
  phone?: string;
  email?: string;
  residential?: boolean;
}

export interface NewOrder {
  /** Default `standard`. */
  service?: string;
  /** Free text; Cartway puts its reference first. The only field for a merchant's own words (easypost.md §4). */
  description: string;
  destination: EasypostAddress;
  /** At least one; `units` whole and above 0. */
  lines: readonly { barcode: string; units: number }[];
  shipmentOptions?: { deliveryConfirmation?: string; insurance?: boolean };
}

export interface EasypostTracker {
  id: string | null;
  trackingCode: string | null;
  carrier: string | null;
  status: string | null;
  publicUrl: string | null;
  createdAt: Date | null;
}

/** One package; each entry of `barcodes` is one physical unit (easypost.md §4). A product without one gives its id. */
export interface EasypostPick {
  id: string | null;
  createdAt: Date | null;
  tracker: EasypostTracker | null;
  barcodes: string[];
}

/** An order without its personal data: the destination is never read. */
export interface EasypostOrder {
  id: string;
  /** EasyPost's own word. */
  status: string | null;
  /** The word as Cartway reads it; null for a word that it does not know. */
  state: OrderState | null;
  description: string | null;
  mode: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
  lineItems: { barcode: string; units: number }[];
  picks: EasypostPick[];
  trackers: EasypostTracker[];
}

export interface Measure {
  value: number;
  /** Inches, ounces or US dollars where left out. */
  unit?: string;
}

export interface NewProduct {
  title: string;
  barcode: string;
  /** Default `merchandise`. */
  type?: string;
  originCountry?: string;
  hsCode?: string;
  requiresSerialTracking?: boolean;
  length?: Measure;
  width?: Measure;
  height?: Measure;
  weight?: Measure;
  price?: Measure;
}

export interface EasypostProduct {
  id: string;
  barcode: string | null;
  title: string | null;
  mode: string | null;
}

/** Stock of one product in one warehouse. */
export interface EasypostInventory {
  productId: string;
  /** Null where EasyPost does not give the product along. */
  barcode: string | null;
  warehouseId: string | null;
  warehouseName: string | null;
  quantity: number;
}

export interface EasypostWarehouse {
  id: string;
  name: string | null;
  disabled: boolean;
  mode: string | null;
}

export type CancelOutcome =
  | { kind: 'cancelled' }
  | { kind: 'refused'; reason: 'in_picking' | 'already_shipped' | 'easypost_refused' };

/** All methods reject with a `SystemError` of system `easypost`. */
export interface EasypostClient {
  readonly mode: EasypostMode;
  /**
   * Creates an order; EasyPost has no idempotency key, so a call with `reached` other than `no` must not be repeated
   * without a search. Ends within the client's time limit, all it does included. Rejects with a `ModeMismatchError` that names the created order when it got the other mode.
   */
  createOrder(order: NewOrder): Promise<EasypostOrder>;
  getOrder(id: string): Promise<EasypostOrder>;
  /** Pages of all orders; each order comes once. */
  listOrders(): AsyncIterable<EasypostOrder[]>;
  /** Cancels an order, also one of the other mode. Safe to repeat. */
  cancelOrder(id: string): Promise<CancelOutcome>;
  createProduct(product: NewProduct): Promise<EasypostProduct>;
  listProducts(): AsyncIterable<EasypostProduct[]>;
  /** One row per product and warehouse; of all products, or only of `productIds`. */
  listInventories(productIds?: readonly string[]): AsyncIterable<EasypostInventory[]>;
  listWarehouses(): AsyncIterable<EasypostWarehouse[]>;
}
