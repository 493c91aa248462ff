import { newOrder, type OrderRequest } from './new-order.ts';
import type { Inventory, InventoryAnswer, Order, OrderLine, Shipment } from './schemas.ts';

interface StockLevel {
  available: number;
  asOf: string;
}

/** How the cart's clock and its `updated_at` behave. */
export interface ClockSettings {
  /** Added to this machine's clock. */
  offsetMs: number;
  /** `false`: changes leave `updated_at` as it is, which the API forbids. */
  bumpsUpdatedAt: boolean;
}

/** Everything the demo cart knows, in memory. */
export class CartStore {
  readonly orders = new Map<string, Order>();
  readonly shipments = new Map<string, Shipment>();
  readonly stock = new Map<string, StockLevel>();
  /** What each idempotency key was used for. */
  readonly keys = new Map<string, { request: string; shipmentId: string }>();
  /** `false`: every request makes a shipment, which the API forbids. */
  heedsKeys = true;
  clock: ClockSettings = { offsetMs: 0, bumpsUpdatedAt: true };
  #lastOrder = 1000;
  #lastTime = 0;

  /** The cart's time. Never the same twice, so that (updated_at, id) orders changes as they happened. */
  now(): string {
    const time = Math.max(Date.now() + this.clock.offsetMs, this.#lastTime + 1);
    this.#lastTime = time;
    return new Date(time).toISOString();
  }

  setClock(clock: Partial<ClockSettings>): void {
    this.clock = { ...this.clock, ...clock };
    this.#lastTime = 0;
  }

  place(request: OrderRequest): Order {
    this.#lastOrder += 1;
    const order = newOrder(`ord_${this.#lastOrder}`, `D${this.#lastOrder}`, this.now(), request);
    this.orders.set(order.id, order);
    for (const { sku } of order.lines) if (sku && !this.stock.has(sku)) this.setLevel(sku, 100);
    return order;
  }

  /** Changes an order and moves its `updated_at`; null where there is no such order. */
  change(id: string, change: (order: Order) => void): Order | null {
    const order = this.orders.get(id);
    if (!order) return null;
    change(order);
    if (this.clock.bumpsUpdatedAt) order.updated_at = this.now();
    return order;
  }

  shipmentsOf(orderId: string): Shipment[] {
    return [...this.shipments.values()].filter(({ order_id }) => order_id === orderId);
  }

  setLevel(sku: string, available: number, asOf = new Date(0).toISOString()): void {
    this.stock.set(sku, { available, asOf });
  }

  /** Takes absolute quantities; what was set as of a later time stays. */
  takeInventory({ as_of, items }: Inventory): InventoryAnswer {
    const answer: InventoryAnswer = { accepted: 0, rejected: [] };
    for (const { sku, available } of items) {
      const level = this.stock.get(sku);
      if (!level) {
        answer.rejected.push({ sku, code: 'unknown_sku' });
        continue;
      }
      if (Date.parse(level.asOf) <= Date.parse(as_of)) this.setLevel(sku, available, as_of);
      answer.accepted += 1;
    }
    return answer;
  }
}

/** Units of a line that may still ship. */
export function unshipped(line: OrderLine): number {
  return line.quantity - line.quantity_cancelled - line.quantity_refunded - line.quantity_shipped;
}
