import type { HttpClient } from '../http/http-client.ts';
import { listInventories } from './inventories.ts';
import { makeSureOfMode, sharedModes, timeLeft } from './key-mode.ts';
import { ModeMismatchError, modeOfKey } from './mode.ts';
import { cancelOrder, createOrder, getOrder, listOrders } from './orders.ts';
import { createProduct, listProducts } from './products.ts';
import { createTransport } from './transport.ts';
import type { EasypostClient, EasypostMode } from './types.ts';
import { listWarehouses } from './warehouses.ts';

export interface EasypostClientOptions {
  http: HttpClient;
  /** `https://api.easypost.com/fulfillment/vendor/v2`, or a simulator's. */
  baseUrl: string;
  apiKey: string;
  /** What the key is set as; answers of the other mode are refused. */
  mode: EasypostMode;
  /** Per call, default 20 s. */
  timeoutMs?: number;
}

/**
 * A client of one EasyPost account in one mode.
 * Throws a `ModeMismatchError` when the key's prefix belongs to the other mode.
 */
export function createEasypostClient(options: EasypostClientOptions): EasypostClient {
  const { http, baseUrl, apiKey, mode, timeoutMs = 20_000 } = options;
  if (apiKey === '') throw new TypeError(`the EasyPost ${mode} key is empty; it must be the key EasyPost gave`);
  const prefixMode = modeOfKey(apiKey);
  if (prefixMode !== null && prefixMode !== mode) {
    throw new ModeMismatchError({ call: 'set-up', reached: 'no', wanted: mode, seen: prefixMode, orderId: null });
  }
  const modes = sharedModes(http, baseUrl, apiKey, mode);
  const transport = createTransport({ http, baseUrl, apiKey, mode, timeoutMs }, modes);
  return {
    mode,
    async createOrder(order) {
      // The look and the order share one time limit: whoever leases the sending counts on it.
      const deadline = Date.now() + timeoutMs;
      await makeSureOfMode(transport, deadline);
      return createOrder(transport, order, timeLeft(deadline));
    },
    getOrder: (id) => getOrder(transport, id),
    listOrders: () => listOrders(transport),
    cancelOrder: (id) => cancelOrder(transport, id),
    createProduct: (product) => createProduct(transport, product),
    listProducts: () => listProducts(transport),
    listInventories: (productIds) => listInventories(transport, productIds),
    listWarehouses: () => listWarehouses(transport),
  };
}
