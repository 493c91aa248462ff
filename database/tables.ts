import type { ColumnType, Generated } from 'kysely';
import type { ShipTo } from '../shared/orders/ship-to.ts';
import type { OrderStatus, SkipRule } from '../shared/orders/status.ts';
import type { ProblemCause } from '../shared/orders/problem-causes.ts';

type Json<T> = ColumnType<T, string, string>;
type CreatedAt = ColumnType<Date, Date | undefined, never>;

export type Mode = 'test' | 'production';

export interface MerchantTable {
  id: string;
  name: string;
  /** `MerchantSettings`. */
  settings: Json<unknown>;
  created_at: CreatedAt;
}

export interface EasypostAccountTable {
  merchant_id: string;
  mode: Mode;
  /** Sealed by the vault. */
  production_key: string | null;
  test_key: string | null;
  calls_per_second: number;
  /** Set once when EasyPost refuses the key of `mode`, cleared when a new one is set. */
  down_since: Date | null;
  /** When the reading of stock that is stored began. */
  stock_read_at: Date | null;
  updated_at: Generated<Date>;
}

export interface CartTable {
  id: string;
  merchant_id: string;
  kind: string;
  name: string;
  /** `CartSettings`. */
  settings: Json<unknown>;
  /** What the cart's kind needs beside credentials. */
  connection: Json<unknown>;
  /** Sealed by the vault; JSON. */
  credentials: string;
  position: Json<unknown> | null;
  take_orders_from: Date;
  down_since: Date | null;
  last_pull_at: Date | null;
  created_at: CreatedAt;
}

export interface OrderTable {
  id: string;
  merchant_id: string;
  cart_id: string;
  source_id: string;
  number: string;
  reference: string;
  status: OrderStatus;
  skip_rule: SkipRule | null;
  /** The EasyPost mode that the order was imported for; it never changes. */
  mode: Mode;
  content_hash: string;
  placed_at: Date;
  currency: string | null;
  shipping_method: string | null;
  /** Personal data: kept here, and nowhere but here. */
  ship_to: Json<ShipTo | null>;
  edit_until: Date | null;
  /** When the workflow will act by itself, as far as known. */
  next_step_at: Date | null;
  workflow_started_at: Date | null;
  /** What a pull still owes the order: to tell its workflow, or to read it again when a sending is over. */
  pull_todo: 'tell' | 'read_again' | null;
  easypost_order_id: string | null;
  easypost_status: string | null;
  /** Hash of what the tracking reader last stored of EasyPost's order. */
  easypost_hash: string | null;
  /** Until then one attempt writes the order's parcels to its cart, and no other may. */
  writing_until: Date | null;
  accepted_at: Date | null;
  confirmed_at: Date | null;
  cancelled_at: Date | null;
  created_at: CreatedAt;
  updated_at: Generated<Date>;
}

/** One EasyPost product that a line stands for, and how many of it a unit of the line needs. */
export interface Component {
  barcode: string;
  units: number;
}

export interface OrderLineTable {
  id: Generated<string>;
  order_id: string;
  source_line_id: string;
  position: number;
  sku: string | null;
  name: string;
  quantity: number;
  requires_shipping: boolean;
  /** Frozen when the order is sent, so that later aliases do not change what parcels mean. */
  components: Json<Component[] | null>;
}

/**
 * `sending` while the call runs, `unknown` when nobody knows whether EasyPost acted, `not_found` when it was in
 * doubt and a search did not find it (it may still commit late), `not_sent` when it surely did not go out,
 * `refused` and `out_of_stock` when EasyPost said no, `accepted` when it has the order.
 */
export type AttemptState = 'sending' | 'accepted' | 'refused' | 'out_of_stock' | 'not_sent' | 'unknown' | 'not_found';

export interface SendAttemptTable {
  id: Generated<string>;
  order_id: string;
  number: number;
  state: AttemptState;
  mode: Mode;
  /** Fingerprint of the key that it went out with. */
  account: string;
  started_at: Date;
  lease_until: Date;
  finished_at: Date | null;
  easypost_order_id: string | null;
}

export interface ParcelTable {
  id: string;
  order_id: string;
  easypost_pick_id: string;
  carrier: string;
  tracking_code: string;
  tracking_url: string | null;
  units: Json<Component[]>;
  shipped_at: Date;
  cart_shipment_id: string | null;
  written_at: Date | null;
  created_at: CreatedAt;
}

export interface ParcelLineTable {
  parcel_id: string;
  order_line_id: string;
  quantity: number;
}

export interface ProductTable {
  merchant_id: string;
  mode: Mode;
  barcode: string;
  easypost_product_id: string;
  title: string;
  seen_at: Date;
}

export interface AliasTable {
  id: Generated<string>;
  merchant_id: string;
  /** Null: for all carts of the merchant. */
  cart_id: string | null;
  sku: string;
  barcode: string;
  created_at: CreatedAt;
}

export interface InventoryTable {
  merchant_id: string;
  mode: Mode;
  barcode: string;
  warehouse_id: string;
  quantity: number;
  read_at: Date;
}

export interface WarehouseTable {
  merchant_id: string;
  mode: Mode;
  id: string;
  name: string;
}

export interface CartStockTable {
  cart_id: string;
  sku: string;
  quantity: number;
  pushed_at: Date;
  /** Why the cart did not take it. */
  rejected: string | null;
}

export interface ProblemTable {
  id: Generated<string>;
  merchant_id: string;
  cart_id: string | null;
  order_id: string | null;
  cause: ProblemCause;
  /** What it is about: a SKU, a field, a source id; never personal data. */
  subject: string;
  /** The vendor's own words; may quote personal data. */
  detail: string | null;
  opened_at: Generated<Date>;
  resolved_at: Date | null;
}

export interface HoldTable {
  id: string;
  order_id: string;
  reason: string;
  author: string;
  until: Date | null;
  created_at: CreatedAt;
  ended_at: Date | null;
}

export interface OrderEventTable {
  id: Generated<string>;
  order_id: string;
  at: Generated<Date>;
  kind: string;
  text: string;
  author: string;
}

export interface UnreadableOrderTable {
  cart_id: string;
  source_id: string;
  reason: string;
  first_seen_at: Generated<Date>;
  last_seen_at: Generated<Date>;
}

/** EasyPost orders that carry one of our references but are not the order's own. */
export interface DoubleTable {
  easypost_order_id: string;
  order_id: string;
  found_at: Generated<Date>;
  /** `cancelled`, or why EasyPost refused to. */
  result: string;
}

export interface Tables {
  merchants: MerchantTable;
  easypost_accounts: EasypostAccountTable;
  carts: CartTable;
  orders: OrderTable;
  order_lines: OrderLineTable;
  send_attempts: SendAttemptTable;
  parcels: ParcelTable;
  parcel_lines: ParcelLineTable;
  products: ProductTable;
  aliases: AliasTable;
  inventory: InventoryTable;
  warehouses: WarehouseTable;
  cart_stock: CartStockTable;
  problems: ProblemTable;
  holds: HoldTable;
  order_events: OrderEventTable;
  unreadable_orders: UnreadableOrderTable;
  doubles: DoubleTable;
}
