import { afterEach, beforeEach, expect, test } from 'vitest';
import { parcelsOf } from '../../activities/easypost/parcels.ts';
import { allOf, BARCODE, failureOf, newOrder, startHarness, TEST_KEY, type Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

test('an order is created, read back and listed', async () => {
  const { client } = harness;
  const created = await client.createOrder(newOrder('CW-1 #1001', [{ barcode: BARCODE, units: 3 }]));
  expect(created).toMatchObject({ state: 'created', description: 'CW-1 #1001', mode: 'test', picks: [], trackers: [] });
  expect(created.id).toMatch(/^order_[0-9a-f]{32}$/);
  expect(created.lineItems).toEqual([{ barcode: BARCODE, units: 3 }]);
  expect(Math.abs((created.createdAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(await client.getOrder(created.id)).toEqual(created);
  expect(await allOf(client.listOrders())).toEqual([created]);
});

test('an order never carries the destination on, since nobody needs it', async () => {
  const created = await harness.client.createOrder(newOrder('CW-1'));
  expect(JSON.stringify(created)).not.toMatch(/A Buyer|Main St|78701/);
});

test('emoji and right-to-left names reach EasyPost as they are', async () => {
  const order = newOrder('CW-1');
  const name = '🧦 محمد';
  await harness.client.createOrder({ ...order, destination: { ...order.destination, name } });
  const [kept] = await harness.control.orders(TEST_KEY);
  expect(kept).toMatchObject({ destination: { name } });
});

test('the same product on two lines, and 500 lines, are taken', async () => {
  const twice = [
    { barcode: BARCODE, units: 1 },
    { barcode: BARCODE, units: 2 },
  ];
  const two = await harness.client.createOrder(newOrder('CW-2', twice));
  expect(two.lineItems).toEqual(twice);
  await harness.control.setStock({ key: TEST_KEY, barcode: BARCODE, quantity: 500 });
  const many = Array.from({ length: 500 }, () => ({ barcode: BARCODE, units: 1 }));
  expect((await harness.client.createOrder(newOrder('CW-3', many))).lineItems).toHaveLength(500);
});

test.each([0, -1, 1.5, Number.NaN])('%s units are refused before anything is sent', async (units) => {
  const error = await failureOf(harness.client.createOrder(newOrder('CW-1', [{ barcode: BARCODE, units }])));
  expect(error).toMatchObject({ type: 'refused', reached: 'no', vendorCode: 'REQUEST.INVALID' });
  expect(error.vendorWords).toBe(`line_items[0].units: ${units} is not a whole number of at least 1`);
  expect((await harness.control.calls()).filter(({ method }) => method === 'POST')).toEqual([]);
});

test('no lines and an empty barcode are refused before anything is sent', async () => {
  for (const lines of [[], [{ barcode: ' ', units: 1 }]]) {
    expect(await failureOf(harness.client.createOrder(newOrder('CW-1', lines)))).toMatchObject({ reached: 'no' });
  }
});

test('parcels appear one by one with their carrier, code and units', async () => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1', [{ barcode: BARCODE, units: 3 }]));
  await control.pick(id);
  expect(parcelsOf(await client.getOrder(id))).toEqual([]);
  await control.ship(id, [{ units: { [BARCODE]: 2 }, carrier: 'UPS', trackingCode: '1Z1' }]);
  const part = await client.getOrder(id);
  expect(part.state).toBe('partially_shipped');
  expect(parcelsOf(part)).toMatchObject([
    { carrier: 'UPS', trackingCode: '1Z1', units: [{ barcode: BARCODE, units: 2 }] },
  ]);
  await control.ship(id);
  const whole = await client.getOrder(id);
  expect(whole.state).toBe('shipped');
  const parcels = parcelsOf(whole);
  expect(parcels.map(({ units }) => units)).toEqual([
    [{ barcode: BARCODE, units: 2 }],
    [{ barcode: BARCODE, units: 1 }],
  ]);
  expect(parcels[0]).toEqual(parcelsOf(part)[0]);
  expect(parcels[0]?.shippedAt).toBeInstanceOf(Date);
  expect(parcels[0]?.trackingUrl).toContain('1Z1');
});

test('cancelling before picking gives cancelled, also when it is repeated', async () => {
  const { client } = harness;
  const { id } = await client.createOrder(newOrder('CW-1'));
  expect(await client.cancelOrder(id)).toEqual({ kind: 'cancelled' });
  expect(await client.cancelOrder(id)).toEqual({ kind: 'cancelled' });
  expect((await client.getOrder(id)).state).toBe('cancelled');
});

test('an order that EasyPost does not show any more counts as cancelled', async () => {
  await harness.close();
  harness = await startHarness({ behaviour: { deletedOrders: 'gone' } });
  const { id } = await harness.client.createOrder(newOrder('CW-1'));
  expect(await harness.client.cancelOrder(id)).toEqual({ kind: 'cancelled' });
  expect(await harness.client.cancelOrder(id)).toEqual({ kind: 'cancelled' });
  expect(await failureOf(harness.client.getOrder(id))).toMatchObject({ type: 'not_found', status: 404 });
});

test('cancelling is refused in picking and after the first parcel, and tells which', async () => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1', [{ barcode: BARCODE, units: 2 }]));
  await control.pick(id);
  expect(await client.cancelOrder(id)).toEqual({ kind: 'refused', reason: 'in_picking' });
  await control.ship(id, [{ units: { [BARCODE]: 1 } }]);
  expect(await client.cancelOrder(id)).toEqual({ kind: 'refused', reason: 'already_shipped' });
  await control.ship(id);
  expect(await client.cancelOrder(id)).toEqual({ kind: 'refused', reason: 'already_shipped' });
});

test('an order picked while it is being cancelled is refused as in picking', async () => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1'));
  await control.addFault({ effect: { kind: 'late_cancellation' } });
  expect(await client.cancelOrder(id)).toEqual({ kind: 'refused', reason: 'in_picking' });
  expect((await client.getOrder(id)).state).toBe('picking');
});

test('where the warehouse spares doubles, of two orders with one description either can still be cancelled', async () => {
  const { client, control } = harness;
  const first = await client.createOrder(newOrder('CW-1'));
  const second = await client.createOrder(newOrder('CW-1'));
  await control.addFault({ effect: { kind: 'late_cancellation', spareDoubles: true } });
  expect(await client.cancelOrder(second.id)).toEqual({ kind: 'cancelled' });
  await control.clearFaults();
  await control.addFault({ effect: { kind: 'late_cancellation', spareDoubles: true } });
  expect(await client.cancelOrder(first.id)).toEqual({ kind: 'refused', reason: 'in_picking' });
});

test.each([
  ['ORDER.IN_PICKING', 422, 'in_picking'],
  ['ORDER.ALREADY_SHIPPED', 409, 'already_shipped'],
  ['ORDER.WHATEVER', 400, 'easypost_refused'],
  ['FORBIDDEN', 403, 'easypost_refused'],
  ['NOT_FOUND', 404, 'easypost_refused'],
] as const)('a deletion refused with %s (%i) of an order that looks open is %s', async (code, status, reason) => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1'));
  await control.addFault({ effect: { kind: 'status', status, code }, method: 'DELETE' });
  expect(await client.cancelOrder(id)).toEqual({ kind: 'refused', reason });
});

test.each([429, 500, 503])('a deletion answered with %i is no answer, and can be repeated', async (status) => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1'));
  await control.addFault({ effect: { kind: 'status', status, commit: status !== 429 }, method: 'DELETE' });
  await failureOf(client.cancelOrder(id));
  expect(await client.cancelOrder(id)).toEqual({ kind: 'cancelled' });
});

test('a bad key cancels nothing and says unauthorized', async () => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1'));
  await control.setKeyActive(TEST_KEY, false);
  expect(await failureOf(client.cancelOrder(id))).toMatchObject({
    type: 'unauthorized',
    vendorCode: 'APIKEY.INACTIVE',
  });
  await control.setKeyActive(TEST_KEY, true);
  expect((await client.getOrder(id)).state).toBe('created');
});

test('an order that EasyPost cancels on its side reads as cancelled', async () => {
  const { client, control } = harness;
  const { id } = await client.createOrder(newOrder('CW-1'));
  await control.pick(id);
  await control.cancel(id);
  expect(await client.getOrder(id)).toMatchObject({ state: 'cancelled', status: 'cancelled' });
});
