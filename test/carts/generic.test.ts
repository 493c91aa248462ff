import { afterAll, beforeAll } from 'vitest';
import { connectGeneric } from '../../activities/carts/generic/index.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { describeCart } from './conformance.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { CartHarness } from './harness.ts';

let demo: DemoCart;
let control: CartControl;
let proxy: FaultProxy;
const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
let skus = 0;

beforeAll(async () => {
  demo = await startDemoCart({ token: 'right-secret' });
  control = createCartControl(demo.controlUrl);
  proxy = await startFaultProxy(demo.url);
});

afterAll(async () => {
  await proxy.close();
  await demo.close();
  await http.close();
});

function connect(token: string, pageSize: number) {
  const connection = {
    ordersUrl: `${proxy.url}/orders`,
    shipmentsUrl: `${proxy.url}/shipments`,
    inventoryUrl: `${proxy.url}/inventory`,
  };
  return connectGeneric(connection, { token }, http, { pageSize, maxPages: 100 });
}

const harness = (): CartHarness => ({
  cart: (pageSize) => connect('right-secret', pageSize),
  cartWithWrongCredentials: () => connect('wrong-secret', 50),
  proxy,
  async newSku(stock) {
    skus += 1;
    await control.setStock({ [`SKU-${skus}`]: stock });
    return `SKU-${skus}`;
  },
  async placeOrder(lines, paid) {
    const order = await control.placeOrder({ status: paid ? 'paid' : 'unpaid', lines });
    return { sourceId: order.id, number: order.number, lineIds: order.lines.map(({ id }) => id) };
  },
  pay: async ({ sourceId }) => void (await control.pay(sourceId)),
  cancel: async ({ sourceId }) => void (await control.cancel(sourceId)),
  refund: async ({ sourceId, lineIds }, units) => void (await control.refund(sourceId, lineIds[0] ?? '', units)),
  async shipments({ sourceId }) {
    const all = (await control.shipments()).filter(({ order_id, cancelled }) => order_id === sourceId && !cancelled);
    return all.map(({ tracking_number: trackingCode, lines }) => ({
      trackingCode,
      lines: lines.map(({ line_id: lineId, quantity }) => ({ lineId, quantity })),
    }));
  },
  saleable: async (sku) => (await control.stock())[sku] ?? 0,
  lastShipmentRequest: ({ method }) => method === 'POST',
});

describeCart('The generic cart API', harness);
