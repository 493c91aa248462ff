import type { FaultRequest, OrderChange } from './control-api.ts';
import type { OrderRequest } from './new-order.ts';
import type { Order, Shipment } from './schemas.ts';
import type { ClockSettings } from './store.ts';

/** Steers a running demo cart; every call throws where the cart does not do it. */
export interface CartControl {
  /** Places an order: paid, for one widget, unless `request` says otherwise. */
  placeOrder(request?: OrderRequest): Promise<Order>;
  orders(): Promise<Order[]>;
  changeOrder(orderId: string, change: OrderChange): Promise<Order>;
  pay(orderId: string): Promise<Order>;
  cancel(orderId: string): Promise<Order>;
  /** Refunds units of a line, in total. */
  refund(orderId: string, lineId: string, units: number): Promise<Order>;
  deleteOrder(orderId: string): Promise<void>;
  shipments(): Promise<Shipment[]>;
  cancelShipment(shipmentId: string): Promise<void>;
  /** Units that may be sold, per SKU. */
  stock(): Promise<Record<string, number>>;
  setStock(levels: Record<string, number>): Promise<void>;
  setClock(clock: Partial<ClockSettings>): Promise<void>;
  addFault(request: FaultRequest): Promise<void>;
  clearFaults(): Promise<void>;
}

/** A client for the control endpoint at `controlUrl`. */
export function createCartControl(controlUrl: string): CartControl {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok)
      throw new Error(`The demo cart answers ${response.status} to ${method} ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }
  const changeOrder = (id: string, change: OrderChange) => call<Order>('PATCH', `/orders/${id}`, change);

  return {
    placeOrder: (request = {}) => call('POST', '/orders', request),
    orders: () => call('GET', '/orders'),
    changeOrder,
    pay: (id) => changeOrder(id, { status: 'paid' }),
    cancel: (id) => changeOrder(id, { status: 'cancelled' }),
    refund: (id, lineId, units) => changeOrder(id, { lines: { [lineId]: { quantity_refunded: units } } }),
    deleteOrder: (id) => call('DELETE', `/orders/${id}`),
    shipments: () => call('GET', '/shipments'),
    cancelShipment: (id) => call('DELETE', `/shipments/${id}`),
    stock: () => call('GET', '/stock'),
    setStock: (levels) => call('PUT', '/stock', levels),
    setClock: (clock) => call('PUT', '/clock', clock),
    addFault: (request) => call('POST', '/faults', request),
    clearFaults: () => call('DELETE', '/faults'),
  };
}
