import type { NewProducts, ParcelRequest } from './control-requests.ts';
import type { StockRow } from './control-state.ts';
import type { Fault } from './faults.ts';
import type { CallRecord } from './gate.ts';
import type { Speed } from './pace.ts';
import type { Delivery } from './webhooks.ts';
import type { NewAccount } from './world.ts';

/** An order as the API shows it, with what a harness looks at. */
export interface SimulatedOrder {
  id: string;
  mode: string;
  status: string;
  description: string | null;
  created_at: number;
  line_items: { product: { id: string; barcode: string }; units: number }[];
  picks: {
    id: string;
    tracker: { tracking_code: string; carrier: string } | null;
    inventories: { product: { id: string; barcode: string } }[];
  }[];
}

export interface StockChange {
  key: string;
  barcode: string;
  /** Name or id; default the first. */
  warehouse?: string;
}

/** Calls the control addresses of a running simulator; each rejects with the simulator's own words. */
export interface EasypostControl {
  createAccount(account: NewAccount): Promise<{ id: string }>;
  /** Creates the products that are missing, and sets the quantities that are given. */
  seedProducts(key: string, products: NewProducts): Promise<{ id: string; barcode: string }[]>;
  setStock(change: StockChange & { quantity: number }): Promise<void>;
  addStock(change: StockChange & { units: number }): Promise<void>;
  stock(key: string): Promise<StockRow[]>;
  /** All orders, oldest first, also cancelled and deleted ones. */
  orders(key: string): Promise<SimulatedOrder[]>;
  /** Adds so many open orders of one unit at once; their ids are `idPrefix` and 1, 2, 3 … */
  addBulkOrders(bulk: { key: string; barcode: string; count: number; idPrefix: string }): Promise<void>;
  pick(orderId: string): Promise<void>;
  /** Ships the parcels one by one; without any, all that is left in one. Gives their trackers. */
  ship(orderId: string, parcels?: ParcelRequest[]): Promise<{ id: string; tracking_code: string; carrier: string }[]>;
  /** Ships every open order (of `key`) in so many parcels each; gives how many orders. */
  shipAll(options?: { key?: string; parcels?: number }): Promise<number>;
  /** EasyPost cancels the order on its side. */
  cancel(orderId: string): Promise<void>;
  setTracker(key: string, trackingCode: string, status: string): Promise<void>;
  /** Counts all that a notice announces into stock; gives the units. */
  receiveNotice(noticeId: string): Promise<number>;
  setSpeed(speed: Speed | null): Promise<void>;
  setKeyActive(key: string, active: boolean): Promise<void>;
  /** Gives the fault's id. */
  addFault(fault: Fault): Promise<string>;
  removeFault(id: string): Promise<void>;
  clearFaults(): Promise<void>;
  faults(): Promise<{ id: string; fault: Fault; left: number | null }[]>;
  /** Every call that came to the API, oldest first. */
  calls(): Promise<CallRecord[]>;
  clearCalls(): Promise<void>;
  deliveries(key: string): Promise<Delivery[]>;
}

type Send = <T>(method: string, path: string, body?: object) => Promise<T>;

function createSend(controlUrl: string): Send {
  return async (method, path, body) => {
    const answer = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const json = (await answer.json()) as { error?: string };
    if (!answer.ok) throw new Error(`simulator, ${method} ${path.split('?')[0]}: ${json.error ?? answer.status}`);
    return json as never;
  };
}

/** A client of the simulator's control addresses, for the demo, tests and crash harnesses. */
export function createControl(controlUrl: string): EasypostControl {
  const send = createSend(controlUrl);
  const of = (path: string, key: string) => `${path}?key=${encodeURIComponent(key)}`;
  const run = async (method: string, path: string, body?: object): Promise<void> => {
    await send(method, path, body);
  };
  return {
    createAccount: (account) => send('POST', '/accounts', account),
    seedProducts: async (key, products) =>
      (await send<{ products: { id: string; barcode: string }[] }>('POST', '/products', { key, products })).products,
    setStock: (change) => run('POST', '/stock', change),
    addStock: (change) => run('POST', '/stock/add', change),
    stock: async (key) => (await send<{ stock: StockRow[] }>('GET', of('/stock', key))).stock,
    orders: async (key) => (await send<{ orders: SimulatedOrder[] }>('GET', of('/orders', key))).orders,
    addBulkOrders: (bulk) => run('POST', '/orders/bulk', bulk),
    pick: (id) => run('POST', `/orders/${id}/pick`),
    async ship(id, parcels = [{}]) {
      const path = `/orders/${id}/ship`;
      const answer = await send<{ trackers: { id: string; tracking_code: string; carrier: string }[] }>('POST', path, {
        parcels,
      });
      return answer.trackers;
    },
    shipAll: async (options = {}) => (await send<{ shipped: number }>('POST', '/ship-all', options)).shipped,
    cancel: (id) => run('POST', `/orders/${id}/cancel`),
    setTracker: (key, trackingCode, status) => run('POST', '/trackers', { key, trackingCode, status }),
    receiveNotice: async (id) => (await send<{ received: number }>('POST', `/notices/${id}/receive`)).received,
    setSpeed: (speed) => run('POST', '/speed', { speed }),
    setKeyActive: (key, active) => run('POST', '/keys', { key, active }),
    addFault: async (fault) => (await send<{ id: string }>('POST', '/faults', fault)).id,
    removeFault: (id) => run('DELETE', `/faults/${id}`),
    clearFaults: () => run('DELETE', '/faults'),
    faults: async () =>
      (await send<{ faults: Awaited<ReturnType<EasypostControl['faults']>> }>('GET', '/faults')).faults,
    calls: async () => (await send<{ calls: CallRecord[] }>('GET', '/calls')).calls,
    clearCalls: () => run('DELETE', '/calls'),
    deliveries: async (key) => (await send<{ deliveries: Delivery[] }>('GET', of('/deliveries', key))).deliveries,
  };
}
