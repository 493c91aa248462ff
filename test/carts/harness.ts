import type { Cart, CartOrder, CartPosition, UnreadableOrder } from '../../activities/carts/contract.ts';
import type { FaultProxy } from './fault-proxy.ts';

export interface TestOrder {
  sourceId: string;
  number: string;
  /** In the order of the lines asked for. */
  lineIds: string[];
}

export interface TestLine {
  sku: string;
  quantity: number;
}

/** What the conformance suite needs of a running cart; every request of `cart` passes `proxy`. */
export interface CartHarness {
  /** Lists `pageSize` orders a page. */
  cart(pageSize: number): Cart;
  cartWithWrongCredentials(): Cart;
  proxy: FaultProxy;
  /** Makes a product whose SKU is not used yet; returns the SKU. */
  newSku(stock: number): Promise<string>;
  placeOrder(lines: TestLine[], paid: boolean): Promise<TestOrder>;
  pay(order: TestOrder): Promise<void>;
  cancel(order: TestOrder): Promise<void>;
  /** Refunds units of the order's first line. */
  refund(order: TestOrder, units: number): Promise<void>;
  /** Active shipments as the cart itself tells them. */
  shipments(order: TestOrder): Promise<{ trackingCode: string | null; lines: TestShipmentLine[] }[]>;
  /** Units that the cart would sell now. */
  saleable(sku: string): Promise<number>;
  /** Matches the last request that writing a shipment takes. */
  lastShipmentRequest(request: { method: string; body: string }): boolean;
}

export interface TestShipmentLine {
  lineId: string;
  quantity: number;
}

export interface Pull {
  /** The latest reading of each order. */
  orders: Map<string, CartOrder>;
  unreadable: UnreadableOrder[];
  position: CartPosition | null;
}

/** Lists to the end as the hub does; `betweenPages` runs after each page. */
export async function pull(
  cart: Cart,
  position: CartPosition | null,
  from: Date,
  betweenPages: (page: number) => Promise<void> = async () => {},
): Promise<Pull> {
  const result: Pull = { orders: new Map(), unreadable: [], position };
  let count = 0;
  for await (const page of cart.listOrders(position, from)) {
    for (const order of page.orders) result.orders.set(order.sourceId, order);
    result.unreadable.push(...page.unreadable);
    // Stored as JSON between two pulls.
    result.position = JSON.parse(JSON.stringify(page.position)) as CartPosition;
    count += 1;
    await betweenPages(count);
  }
  return result;
}

/** What the hub knows of one order after a pull: listed again, or re-read by id. */
export async function readAgain(
  cart: Cart,
  position: CartPosition | null,
  sourceId: string,
): Promise<CartOrder | undefined> {
  if (!cart.listsChanges) return (await cart.getOrders([sourceId])).orders[0];
  return (await pull(cart, position, new Date(0))).orders.get(sourceId);
}

/** One at a time, in this process. */
export function createMutex(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
