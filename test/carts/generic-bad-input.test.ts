import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { connectGeneric } from '../../activities/carts/generic/index.ts';
import type { Cart } from '../../activities/carts/contract.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { writeShipmentOnce } from '../../activities/orders/write-shipment-once.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { pull } from './harness.ts';

const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
let demo: DemoCart;
let control: CartControl;

beforeEach(async () => {
  demo = await startDemoCart({ token: 'secret' });
  control = createCartControl(demo.controlUrl);
});
afterEach(() => demo.close());
afterAll(() => http.close());

function cart(limits = { pageSize: 2, maxPages: 100 }): Cart {
  const { ordersUrl, shipmentsUrl, inventoryUrl } = demo;
  return connectGeneric({ ordersUrl, shipmentsUrl, inventoryUrl }, { token: 'secret' }, http, limits);
}

async function placeMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await control.placeOrder()).id);
  return ids;
}

test.each([
  ['a header of its own', { header: 'X-Cart-Token' }, { token: 'secret' }],
  ['HTTP Basic', {}, { username: 'cartway', password: 'secret' }],
])('credentials are sent as %s', async (_how, extra, credentials) => {
  const { ordersUrl, shipmentsUrl, inventoryUrl } = demo;
  const { checks } = await connectGeneric(
    { ordersUrl, shipmentsUrl, inventoryUrl, ...extra },
    credentials,
    http,
  ).checkConnection();
  expect(checks.map(({ ok }) => ok)).toEqual([true, true, true, true]);
});

test('pages that come twice bring every order', async () => {
  const ids = await placeMany(5);
  await control.addFault({ fault: { kind: 'duplicate_pages' } });
  expect([...(await pull(cart(), null, LONG_AGO)).orders.keys()]).toEqual(ids);
});

test('one malformed order among good ones is told, and the others are taken', async () => {
  const ids = await placeMany(3);
  await control.addFault({ fault: { kind: 'malformed_order' }, times: 1 });
  const { orders, unreadable } = await pull(cart(), null, LONG_AGO);
  expect([...orders.keys()]).toEqual(ids.slice(1));
  expect(unreadable).toMatchObject([{ sourceId: ids[0], reason: expect.stringContaining('lines[0].quantity') }]);
});

test.each([1, -1])(
  'a cart clock %s hour off misses no order and never puts the position ahead of our clock',
  async (hours) => {
    await control.setClock({ offsetMs: hours * 3_600_000 });
    const before = await placeMany(3);
    const first = await pull(cart(), null, LONG_AGO);
    expect([...first.orders.keys()]).toEqual(before);
    expect(Date.parse(String(first.position?.['since']))).toBeLessThanOrEqual(Date.now());
    const after = await placeMany(2);
    const second = await pull(cart(), first.position, LONG_AGO);
    expect([...second.orders.keys()]).toEqual(expect.arrayContaining(after));
  },
);

test('a cart clock that is set back by less than the overlap misses no order', async () => {
  await placeMany(1);
  const first = await pull(cart(), null, LONG_AGO);
  await control.setClock({ offsetMs: -4 * 60_000 });
  const [late] = await placeMany(1);
  expect([...(await pull(cart(), first.position, LONG_AGO)).orders.keys()]).toContain(late);
});

test('more pages than one listing reads are gone on with by the next one', async () => {
  const ids = await placeMany(7);
  const limited = cart({ pageSize: 2, maxPages: 2 });
  const first = await pull(limited, null, LONG_AGO);
  const second = await pull(limited, first.position, LONG_AGO);
  expect([...first.orders.keys()]).toEqual(ids.slice(0, 4));
  expect([...second.orders.keys()]).toEqual(ids.slice(4));
});

test('a saved cursor that the cart does not take any more starts the walk again', async () => {
  const ids = await placeMany(3);
  const position = { since: LONG_AGO.toISOString(), cursor: 'not-a-cursor', newest: null };
  expect([...(await pull(cart(), position, LONG_AGO)).orders.keys()]).toEqual(ids);
});

test('an order that a cart changes without moving updated_at is still read by its id', async () => {
  const order = await control.placeOrder();
  await control.setClock({ bumpsUpdatedAt: false });
  await control.cancel(order.id);
  expect((await cart().getOrders([order.id])).orders[0]?.state).toBe('cancelled');
});

test('an order that the cart deleted is gone', async () => {
  const order = await control.placeOrder();
  await control.deleteOrder(order.id);
  expect(await cart().getOrders([order.id])).toEqual({ orders: [], unreadable: [], gone: [order.id] });
});

test('unpaid, test, cancelled and closed orders and bad quantities arrive as the cart has them', async () => {
  for (const status of ['unpaid', 'on_hold', 'cancelled', 'closed'] as const) await control.placeOrder({ status });
  await control.placeOrder({ test: true, lines: [{ sku: null, quantity: 0 }, { quantity: -2 }] });
  const orders = [...(await pull(cart(), null, LONG_AGO)).orders.values()];
  expect(orders.map(({ state }) => state)).toEqual(['unpaid', 'on_hold', 'cancelled', 'closed', 'paid']);
  expect(orders[4]).toMatchObject({ test: true, lines: [{ sku: null, quantity: 0 }, { quantity: -2 }] });
});

const shipmentFor = (lineId: string) => ({
  key: 'parcel-1',
  carrier: 'UPS',
  trackingCode: '1Z999',
  trackingUrl: null,
  shippedAt: new Date('2026-11-22T12:00:00Z'),
  lines: [{ sourceLineId: lineId, quantity: 1 }],
});

test('a shipment that the cart commits after it answered 504 is there once', async () => {
  const order = await control.placeOrder({ lines: [{ quantity: 2 }] });
  await control.addFault({ fault: { kind: 'late_commit', ms: 50 }, endpoint: 'shipments', times: 2 });
  const write = () => writeShipmentOnce(cart(), order.id, shipmentFor(order.lines[0]?.id ?? ''));
  // The fault also counts the reading before the write.
  await expect(write()).rejects.toMatchObject({ type: 'unavailable', status: 504, reached: 'maybe' });
  await write();
  await expect.poll(async () => (await control.shipments()).length).toBe(1);
  await write();
  expect(await control.shipments()).toHaveLength(1);
});

test('a shipment that was committed before the connection dropped is there once', async () => {
  const order = await control.placeOrder({ lines: [{ quantity: 2 }] });
  const lineId = order.lines[0]?.id ?? '';
  await control.addFault({ fault: { kind: 'commit_then_drop' }, endpoint: 'shipments', times: 1 });
  await expect(cart().createShipment(order.id, shipmentFor(lineId), null)).rejects.toMatchObject({
    type: 'unavailable',
  });
  await writeShipmentOnce(cart(), order.id, shipmentFor(lineId));
  expect(await control.shipments()).toHaveLength(1);
});

test('a shipment that was cancelled in the cart is made again', async () => {
  const order = await control.placeOrder();
  const write = () => writeShipmentOnce(cart(), order.id, shipmentFor(order.lines[0]?.id ?? ''));
  await control.cancelShipment(await write());
  await write();
  expect((await control.shipments()).map(({ cancelled }) => cancelled)).toEqual([true, false]);
});

test('stock of an earlier reading does not replace that of a later one', async () => {
  await control.setStock({ WIDGET: 5 });
  await cart().setStock([{ sku: 'WIDGET', available: 9 }], new Date('2026-11-22T12:00:00Z'));
  await cart().setStock([{ sku: 'WIDGET', available: 1 }], new Date('2026-11-22T11:00:00Z'));
  expect(await control.stock()).toEqual({ WIDGET: 9 });
});

test('a cart that ignores the ids is refused instead of letting orders seem gone', async () => {
  await placeMany(1);
  const { ordersUrl, shipmentsUrl, inventoryUrl } = demo;
  const ignoring = `${ordersUrl}?id=ord_1001`;
  const broken = connectGeneric({ ordersUrl: ignoring, shipmentsUrl, inventoryUrl }, { token: 'secret' }, http);
  await expect(broken.getOrders(['ord_5'])).rejects.toMatchObject({ type: 'refused', vendorCode: 'ids_ignored' });
});
