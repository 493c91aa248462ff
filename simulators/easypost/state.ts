import type { OrderStatus } from './decisions.ts';

export type Mode = 'test' | 'production';

export interface Stamp {
  id: string;
  mode: Mode;
  /** Seconds. */
  created_at: number;
  updated_at: number;
}

export interface Measure {
  value: number;
  unit?: string | undefined;
}

export interface Product extends Stamp {
  title: string;
  barcode: string;
  type: string;
  origin_country: string | null;
  hs_code: string | null;
  requires_serial_tracking: boolean;
  length: Measure | null;
  width: Measure | null;
  height: Measure | null;
  weight: Measure | null;
  price: Measure | null;
}

export interface Warehouse extends Stamp {
  name: string;
  short_name: string;
  disabled_at: number | null;
  address: Record<string, unknown>;
}

export interface Tracker extends Stamp {
  tracking_code: string;
  carrier: string;
  status: string;
  public_url: string;
}

export interface LineItem extends Stamp {
  productId: string;
  units: number;
}

export interface PickedUnit extends Stamp {
  productId: string;
}

/** One package. Without a tracker it has not left yet. */
export interface Pick extends Stamp {
  tracker: Tracker | null;
  inventories: PickedUnit[];
}

export interface Fee extends Stamp {
  amount: string;
  charged: boolean;
  refunded: boolean;
  type: string;
  disabled_at: number | null;
}

/** Units taken from a warehouse's available quantity. */
export interface Reservation {
  productId: string;
  warehouseId: string;
  units: number;
}

export interface Order extends Stamp {
  status: OrderStatus;
  service: string;
  description: string | null;
  latest_delivery: string | null;
  destination: Record<string, unknown>;
  shipment_options: Record<string, unknown> | null;
  inserts: Record<string, unknown>[];
  lineItems: LineItem[];
  picks: Pick[];
  fees: Fee[];
  reserved: Reservation[];
  /** Deleted by the merchant, as opposed to cancelled by EasyPost. */
  deleted: boolean;
}

export interface InboundLine extends LineItem {
  received_units: number;
}

export interface InboundPackage extends Stamp {
  name: string | null;
  comments: string | null;
  tracking_code: string | null;
  lineItems: InboundLine[];
}

export interface Notice extends Stamp {
  status: string;
  warehouseId: string;
  estimated_delivery: string | null;
  comments: string | null;
  packages: Map<string, InboundPackage>;
}

export interface OrderReturn extends Stamp {
  status: string;
  orderId: string;
  lineItems: (LineItem & { reason_type: string | null })[];
  destination_address: Record<string, unknown>;
  origin_address: Record<string, unknown>;
  label_url: string;
  tracker: Tracker;
}

export interface SerialNumber extends Stamp {
  value: string;
  productId: string;
}

export interface Webhook extends Stamp {
  url: string;
  secret: string | null;
  disabled_at: number | null;
}

/** Everything one key sees: test and production never share any of it. */
export interface Book {
  mode: Mode;
  products: Map<string, Product>;
  warehouses: Map<string, Warehouse>;
  /** Available units by `<product id> <warehouse id>`. */
  stock: Map<string, number>;
  orders: Map<string, Order>;
  notices: Map<string, Notice>;
  returns: Map<string, OrderReturn>;
  serialNumbers: Map<string, SerialNumber>;
  webhooks: Map<string, Webhook>;
}

export interface Account {
  id: string;
  keys: Record<Mode, string>;
  inactiveKeys: string[];
  books: Record<Mode, Book>;
}
