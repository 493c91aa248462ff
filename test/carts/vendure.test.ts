import { afterAll, beforeAll, describe } from 'vitest';
import { connectVendure } from '../../activities/carts/vendure/index.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { startVendure, type RunningVendure } from '../setup/vendure.ts';
import type { PlacedOrder } from '../setup/vendure-checkout.ts';
import { describeCart } from './conformance.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { CartHarness } from './harness.ts';
import { describeVendure } from './vendure-only.ts';

const started = await startVendure();
const why = 'skipped' in started ? ` (skipped, because ${started.skipped})` : '';
const vendure = started as RunningVendure;
const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
const orders = new Map<string, PlacedOrder>();
let proxy: FaultProxy;
let skus = 0;

function connect(apiKey: string, pageSize: number) {
  return connectVendure({ url: `${proxy.url}/admin-api`, digitalField: 'isDigital' }, { apiKey }, http, pageSize);
}

const harness = (): CartHarness => ({
  cart: (pageSize) => connect(vendure.apiKey, pageSize),
  cartWithWrongCredentials: () => connect('wrong:wrong-secret', 50),
  proxy,
  async newSku(stock) {
    skus += 1;
    await vendure.shop.createProduct({ sku: `SKU-${skus}`, stock });
    return `SKU-${skus}`;
  },
  async placeOrder(lines, paid) {
    const order = await vendure.shop.placeOrder({ lines, settle: paid });
    orders.set(order.id, order);
    return { sourceId: order.id, number: order.code, lineIds: order.lineIds };
  },
  pay: ({ sourceId }) => vendure.shop.settlePayment(orders.get(sourceId)?.paymentId ?? ''),
  cancel: ({ sourceId }) => vendure.shop.cancelOrder(sourceId),
  refund: ({ sourceId, lineIds }, quantity) => {
    const order = orders.get(sourceId);
    if (!order) throw new Error(`no order ${sourceId} was placed`);
    return vendure.shop.refund(order, [{ orderLineId: lineIds[0] ?? '', quantity }]);
  },
  async shipments({ sourceId }) {
    const { fulfillments } = await vendure.shop.readOrder(sourceId);
    const active = fulfillments.filter(({ state }) => state !== 'Cancelled');
    return active
      .toSorted((one, other) => Number(one.id) - Number(other.id))
      .map(({ trackingCode, lines }) => ({
        trackingCode,
        lines: lines.map(({ orderLineId: lineId, quantity }) => ({ lineId, quantity })),
      }));
  },
  async saleable(sku) {
    const { onHand, allocated } = await vendure.shop.readStock(sku);
    return onHand - allocated;
  },
  lastShipmentRequest: ({ body }) => body.includes('transitionFulfillmentToState'),
});

describe.skipIf('skipped' in started)(`A real Vendure${why}`, () => {
  beforeAll(async () => {
    proxy = await startFaultProxy(vendure.adminUrl.replace('/admin-api', ''));
  });
  afterAll(async () => {
    await proxy.close();
    await vendure.stop();
    await http.close();
  });
  describeCart('Vendure', harness);
  describeVendure(() => ({ vendure, http, proxyUrl: proxy.url }));
});
