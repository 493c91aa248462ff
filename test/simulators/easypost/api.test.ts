import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../simulators/easypost/random.ts';
import { caller, codeOf, KEY, sample, startSimulator, type Started } from './api.ts';

let started: Started;
beforeEach(async () => {
  started = await startSimulator();
  await started.control.seedProducts(KEY, [{ barcode: 'A', quantity: 10 }]);
});
afterEach(() => started.close());

const productId = async () => ((await started.call('GET', '/products')).body.products as { id: string }[])[0]?.id ?? '';
/** The first warehouse: lists come newest first. */
const warehouseId = async () =>
  ((await started.call('GET', '/warehouses')).body.warehouses as { id: string }[]).at(-1)?.id ?? '';

test('the official order sample is accepted as it is, with and without a slash at the end', async () => {
  for (const path of ['/orders', '/orders/']) {
    const answer = await started.call('POST', path, sample([['A', 1]]));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ object: 'Order', mode: 'test', status: 'created', picks: [], trackers: [] });
    expect(answer.body.id).toMatch(/^order_[0-9a-f]{32}$/);
    expect(Number.isInteger(answer.body.created_at)).toBe(true);
    expect(answer.headers.get('x-ep-request-uuid')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

describe('what is refused, and how', () => {
  const order = (change: object) => ({ ...sample([['A', 1]]), ...change });
  test.each([
    ['no service', order({ service: undefined }), 'PARAMETER.REQUIRED'],
    ['an unknown service', order({ service: 'rocket' }), 'SERVICE.UNKNOWN'],
    ['no lines', order({ line_items: [] }), 'UNPROCESSABLE_ENTITY'],
    ['zero units', order({ line_items: [{ product: { barcode: 'A' }, units: 0 }] }), 'UNPROCESSABLE_ENTITY'],
    ['half units', order({ line_items: [{ product: { barcode: 'A' }, units: 0.5 }] }), 'UNPROCESSABLE_ENTITY'],
    ['an unknown barcode', order({ line_items: [{ product: { barcode: 'Z' }, units: 1 }] }), 'PRODUCT.NOT_FOUND'],
    ['half an address', order({ destination: { name: 'x', country: 'US' } }), 'ADDRESS.INVALID'],
    ['no JSON', '{"service"', 'BAD_REQUEST'],
    ['a list', '[]', 'BAD_REQUEST'],
  ])('an order with %s', async (_name, body, code) => {
    expect(codeOf(await started.call('POST', '/orders', body))).toBe(code);
    expect(await started.control.orders(KEY)).toEqual([]);
  });

  test('the case of the service does not matter, and a product may be named by id or whole', async () => {
    const product = { id: await productId(), title: 'whole' };
    const body = order({ service: 'Standard', line_items: [{ product, units: 1 }] });
    expect((await started.call('POST', '/orders', body)).status).toBe(201);
  });

  test('unknown keys, inactive keys, unknown ids and paths, wrong pages', async () => {
    expect(await caller(started.simulator.url, 'nobody')('GET', '/orders')).toMatchObject({ status: 401 });
    expect((await fetch(`${started.simulator.url}/orders`)).status).toBe(401);
    for (const path of ['/orders/order_none', '/product/x', '/nowhere']) {
      expect(codeOf(await started.call('GET', path))).toBe('NOT_FOUND');
    }
    expect(codeOf(await started.call('GET', '/orders?page=-1'))).toBe('UNPROCESSABLE_ENTITY');
    await started.control.setKeyActive(KEY, false);
    expect(await started.call('GET', '/orders')).toMatchObject({ status: 403 });
  });

  test.each([
    ['errors_array', { errors: [{ code: 'NOT_FOUND' }] }],
    ['error', { error: { code: 'NOT_FOUND' } }],
  ] as const)('the envelope can be %s', async (errorEnvelope, body) => {
    const other = await startSimulator({ behaviour: { errorEnvelope } });
    expect((await other.call('GET', '/orders/x')).body).toMatchObject(body);
    await other.close();
  });
});

test('products: changed, looked at, serial numbers added, deleted only when nothing depends on them', async () => {
  const id = await productId();
  expect((await started.call('PATCH', `/products/${id}`, { title: 'New' })).body).toMatchObject({
    title: 'New',
    barcode: 'A',
  });
  expect((await started.call('GET', `/products/${id}`)).body).toMatchObject({ title: 'New', type: 'merchandise' });
  const made = await started.call('POST', '/products', { title: 'B', barcode: 'B', length: { value: 3 } });
  expect(codeOf(await started.call('PATCH', `/products/${made.body.id}`, { barcode: 'A' }))).toBe(
    'PRODUCT.BARCODE.DUPLICATE',
  );
  const serial = await started.call('POST', `/products/${id}/serial_numbers`, { value: 'S1' });
  expect(serial).toMatchObject({ status: 201, body: { value: 'S1', product: { id } } });
  expect(codeOf(await started.call('POST', `/products/${id}/serial_numbers`, { value: 'S1' }))).toBe(
    'SERIAL_NUMBER.DUPLICATE',
  );
  expect(codeOf(await started.call('DELETE', `/products/${id}`))).toBe('PRODUCT.IN_USE');
  expect(await started.call('DELETE', `/products/${made.body.id}`)).toMatchObject({ status: 200, body: {} });
  expect((await started.call('GET', `/products/${made.body.id}`)).status).toBe(404);
});

test('inventories: includes, product ids, limits', async () => {
  const id = await productId();
  const bare = (await started.call('GET', '/inventories')).body.inventories as object[];
  expect(bare).toHaveLength(2);
  expect(bare).toContainEqual({ quantity: 10, mode: 'test', product_id: id, warehouse_id: await warehouseId() });
  const query = `product_ids[]=${id}&includes[]=product&includes[]=warehouse&per_page=1`;
  const full = (await started.call('GET', `/inventories?${query}`)).body.inventories as object[];
  expect(full).toHaveLength(2);
  expect(full[0]).toMatchObject({ product: { id, barcode: 'A' }, warehouse: { name: 'East' }, quantity: 10 });
  const many = Array.from({ length: 29 }, () => `product_ids[]=${id}`).join('&');
  expect((await started.call('GET', `/inventories?${many}`)).status).toBe(414);
  expect((await started.call('GET', '/inventories?includes[]=moon')).status).toBe(422);
});

test('receiving: announced, counted into stock once, completed', async () => {
  const base = '/advanced_shipment_notices';
  const { body: notice } = await started.call('POST', base, { warehouse_id: await warehouseId(), comments: 'PO#1' });
  expect(notice).toMatchObject({ status: 'created', warehouse: { name: 'East' } });
  expect(notice.id).toMatch(/^asn_/);
  const line_items = [{ product: { barcode: 'A' }, units: 5 }];
  const { body: inbound } = await started.call('POST', `${base}/${notice.id}/inbound_packages`, {
    name: 'Box 1',
    line_items,
  });
  expect(inbound.id).toMatch(/^inb_/);
  const path = `${base}/${notice.id}/inbound_packages/${inbound.id}`;
  expect((await started.call('PATCH', path, { tracking_code: 'X' })).body).toMatchObject({
    name: 'Box 1',
    tracking_code: 'X',
  });
  expect(await started.control.receiveNotice(notice.id)).toBe(5);
  expect(await started.control.receiveNotice(notice.id)).toBe(0);
  expect((await started.control.stock(KEY))[0]).toEqual({ barcode: 'A', warehouse: 'East', available: 15 });
  expect((await started.call('GET', path)).body).toMatchObject({ line_items: [{ units: 5, received_units: 5 }] });
  expect((await started.call('PATCH', `${base}/${notice.id}/complete`)).body.status).toBe('complete');
  const late = await started.call('POST', `${base}/${notice.id}/inbound_packages`, { line_items });
  expect(codeOf(late)).toBe('ADVANCED_SHIPMENT_NOTICE.COMPLETE');
  expect((await started.call('DELETE', path)).status).toBe(200);
  expect((await started.call('GET', `${base}/${notice.id}/inbound_packages`)).body.inbound_packages).toEqual([]);
  expect((await started.call('DELETE', `${base}/${notice.id}`)).status).toBe(200);
  expect((await started.call('GET', base)).body.advanced_shipment_notices).toEqual([]);
});

test('order returns: only what was shipped, only once', async () => {
  const { body: order } = await started.call('POST', '/orders', sample([['A', 2]]));
  const line_items = [{ product_id: await productId(), units: 1, reason_type: 'wrong_size' }];
  const wish = { order_id: order.id, line_items };
  expect(codeOf(await started.call('POST', '/order_returns', wish))).toBe('ORDER_RETURN.UNITS');
  await started.control.ship(order.id, [{ units: { A: 1 } }]);
  const made = await started.call('POST', '/order_returns', wish);
  expect(made).toMatchObject({
    status: 201,
    body: { order_id: order.id, line_items: [{ reason_type: 'wrong_size' }] },
  });
  expect(made.body.tracking_code).toMatch(/^9202\d{16}/);
  expect(codeOf(await started.call('POST', '/order_returns', wish))).toBe('ORDER_RETURN.UNITS');
  expect((await started.call('GET', '/order_returns?limit=30&per_page=30')).body.order_returns).toMatchObject([
    { id: made.body.id, order: { id: order.id }, origin_address: { zip: '94131' } },
  ]);
  expect((await started.call('GET', `/orders/${order.id}`)).body.returns).toEqual([{ id: made.body.id }]);
  expect((await started.call('DELETE', `/order_returns/${made.body.id}`)).status).toBe(200);
  expect((await started.call('GET', `/order_returns/${made.body.id}`)).status).toBe(404);
});

describe('faults', () => {
  test('strike by method, path and key only, as often as asked, after as many calls as asked', async () => {
    await started.control.addFault({
      effect: { kind: 'status', status: 503 },
      method: 'GET',
      path: '/orders*',
      after: 1,
      count: 2,
    });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await started.call('GET', '/orders')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect(await started.control.faults()).toEqual([]);
    const id = await started.control.addFault({ effect: { kind: 'bad_key' }, key: 'other', count: null });
    expect((await started.call('GET', '/orders')).status).toBe(200);
    await started.control.removeFault(id);
    expect(await started.control.faults()).toEqual([]);
  });

  test('with a probability they are the same for the same seed', async () => {
    const run = async (seed: number) => {
      const other = await startSimulator({ seed });
      await other.control.addFault({ effect: { kind: 'status', status: 500 }, probability: 0.5, count: null });
      const statuses: number[] = [];
      for (let n = 0; n < 30; n += 1) statuses.push((await other.call('GET', '/orders')).status);
      await other.close();
      return statuses;
    };
    const [first, again, different] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(different).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  test('the seeded numbers spread evenly over [0, 1)', () => {
    const random = seededRandom(42);
    const numbers = Array.from({ length: 10_000 }, random);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toBeCloseTo(0.5, 1);
  });

  test('control calls are not struck and need no key', async () => {
    await started.control.addFault({ effect: { kind: 'outage' }, count: null });
    await expect(started.call('GET', '/orders')).rejects.toThrow();
    await started.control.clearFaults();
    expect((await started.call('GET', '/orders')).status).toBe(200);
    expect((await started.control.calls()).map(({ fault }) => fault)).toEqual(['outage', null]);
  });
});
