import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Cart } from '../../activities/carts/contract.ts';
import { connectGeneric } from '../../activities/carts/generic/index.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { writeShipmentOnce } from '../../activities/orders/write-shipment-once.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { serverAt, startMutatingProxy, type MutatingProxy } from '../fuzz/mutating-proxy.ts';
import { pull } from './harness.ts';

const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
let demo: DemoCart;
let control: CartControl;
let proxy: MutatingProxy;
let cart: Cart;

beforeEach(async () => {
  demo = await startDemoCart({ token: 'secret' });
  control = createCartControl(demo.controlUrl);
  proxy = await startMutatingProxy(serverAt(demo.url));
  const urls = {
    ordersUrl: `${proxy.url}/orders`,
    shipmentsUrl: `${proxy.url}/shipments`,
    inventoryUrl: `${proxy.url}/inventory`,
  };
  cart = connectGeneric(urls, { token: 'secret' }, http);
});
afterEach(() => Promise.all([proxy.close(), demo.close()]));
afterAll(() => http.close());

/** In every answer, the last byte of `text` is one that UTF-8 does not have. */
function damage(text: string): void {
  proxy.use((_, answer) => {
    const body = answer.body.toString('latin1').replaceAll(`"${text}"`, `"${text.slice(0, -1)}\u00ff"`);
    return { ...answer, body: Buffer.from(body, 'latin1') };
  });
}

test('an order whose id did not arrive whole is no other order: it is taken once it has come whole', async () => {
  const { id } = await control.placeOrder();
  damage(id);
  const first = await pull(cart, null, LONG_AGO);
  expect([...first.orders.keys()]).toEqual([]);
  expect(first.unreadable).toMatchObject([{ reason: expect.stringContaining('id: did not arrive whole') }]);
  proxy.heal();
  expect([...(await pull(cart, first.position, LONG_AGO)).orders.keys()]).toEqual([id]);
});

test('a line whose id did not arrive whole keeps its order until it has: no cart would take a parcel for it', async () => {
  const { id, lines } = await control.placeOrder({ lines: [{ sku: 'MUG' }, { sku: 'CAP' }] });
  damage(lines[1]?.id ?? '');
  const { orders, unreadable } = await pull(cart, null, LONG_AGO);
  expect([...orders.keys()]).toEqual([]);
  expect(unreadable).toEqual([
    { sourceId: id, reason: 'lines[1].id: did not arrive whole: the cart must answer in UTF-8' },
  ]);
});

test.each(['tracking code', 'line'])('a shipment whose %s did not arrive whole is not written again', async (part) => {
  const { id, lines } = await control.placeOrder({ lines: [{ sku: 'MUG', quantity: 2 }] });
  const line = lines[0]?.id ?? '';
  const parcel = {
    key: 'parcel-1',
    carrier: 'UPS',
    trackingCode: '1Z999',
    trackingUrl: null,
    shippedAt: new Date(),
    lines: [{ sourceLineId: line, quantity: 1 }],
  };
  const written = await writeShipmentOnce(cart, id, parcel);
  damage(part === 'line' ? line : parcel.trackingCode);
  await expect(writeShipmentOnce(cart, id, parcel)).rejects.toMatchObject({ type: 'unavailable' });
  proxy.heal();
  expect(await writeShipmentOnce(cart, id, parcel)).toBe(written);
  expect(await control.shipments()).toHaveLength(1);
});
