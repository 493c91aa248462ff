import { afterEach, expect, test } from 'vitest';
import type { SimulatorOptions } from '../../simulators/easypost/server.ts';
import { allOf, BARCODE, newOrder, startHarness, TEST_KEY, type Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

async function withOrders(count: number, behaviour: SimulatorOptions['behaviour'] = {}): Promise<string[]> {
  harness = await startHarness({ behaviour });
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await harness.client.createOrder(newOrder(`CW-${n}`))).id);
  return ids;
}

test.each([
  { name: 'by page from 0', behaviour: { maxPageSize: 3 } },
  { name: 'by page from 1', behaviour: { maxPageSize: 3, firstPage: 1 as const } },
  { name: 'by offset', behaviour: { maxPageSize: 3, pagedBy: 'offset' as const } },
  { name: 'one row a page', behaviour: { maxPageSize: 1 } },
  { name: 'all on one page', behaviour: {} },
])('every order comes once, paged $name', async ({ behaviour }) => {
  const ids = await withOrders(8, behaviour);
  const listed = (await allOf(harness.client.listOrders())).map(({ id }) => id);
  expect(listed).toHaveLength(8);
  expect(new Set(listed)).toEqual(new Set(ids));
});

test.each([0, 1, 3, 6])('a list of %i rows ends', async (count) => {
  await withOrders(count, { maxPageSize: 3 });
  expect(await allOf(harness.client.listOrders())).toHaveLength(count);
});

test('the four paging options agree with each other on every page', async () => {
  await withOrders(7, { maxPageSize: 3 });
  await harness.control.clearCalls();
  await allOf(harness.client.listOrders());
  const queries = (await harness.control.calls()).map(({ query }) => Object.fromEntries(new URLSearchParams(query)));
  expect(queries).toEqual([
    { limit: '100', per_page: '100', page: '0', offset: '0' },
    { limit: '3', per_page: '3', page: '1', offset: '3' },
    { limit: '3', per_page: '3', page: '2', offset: '6' },
    { limit: '3', per_page: '3', page: '3', offset: '9' },
  ]);
});

test('orders that arrive while the pages are read push none out and bring none twice', async () => {
  const ids = await withOrders(9, { maxPageSize: 3 });
  const listed: string[] = [];
  let added = 0;
  for await (const page of harness.client.listOrders()) {
    listed.push(...page.map(({ id }) => id));
    if (added < 4) await harness.client.createOrder(newOrder(`CW-new-${added}`));
    added += 1;
  }
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed).toEqual(expect.arrayContaining(ids));
});

test('a limit that is met within a listing is waited out, and no page is read twice', async () => {
  await withOrders(9, { maxPageSize: 3 });
  await harness.control.clearCalls();
  await harness.control.addFault({
    effect: { kind: 'status', status: 429, retryAfter: 0.1 },
    method: 'GET',
    path: '/orders',
    after: 2,
    count: 2,
  });
  expect(await allOf(harness.client.listOrders())).toHaveLength(9);
  const pages = (await harness.control.calls()).map(({ query }) => new URLSearchParams(query).get('page'));
  expect(pages).toEqual(['0', '1', '2', '2', '2', '3']);
});

test('a limit that asks for a long pause ends the listing', async () => {
  await withOrders(4, { maxPageSize: 3 });
  const effect = { kind: 'status', status: 429, retryAfter: 60 } as const;
  await harness.control.addFault({ effect, method: 'GET', path: '/orders', after: 1 });
  const listing = allOf(harness.client.listOrders());
  await expect(listing).rejects.toMatchObject({ type: 'rate_limited', retryAfterMs: 60_000 });
});

test('a page in the middle that cannot be read fails the listing instead of shortening it', async () => {
  await withOrders(7, { maxPageSize: 3 });
  await harness.control.addFault({ effect: { kind: 'malformed_json' }, path: '/orders', method: 'GET', after: 1 });
  await expect(allOf(harness.client.listOrders())).rejects.toMatchObject({ type: 'unavailable' });
});

test('stock comes per product and warehouse, with the names of both', async () => {
  await withOrders(0, { maxPageSize: 2 });
  const { control, clientOf } = harness;
  await control.createAccount({ testKey: 'two-test', productionKey: 'two-production', warehouses: ['East', 'West'] });
  await control.seedProducts('two-test', [{ barcode: 'A', quantity: 5 }, { barcode: 'B' }]);
  await control.setStock({ key: 'two-test', barcode: 'A', warehouse: 'West', quantity: 7 });
  const rows = await allOf(clientOf('two-test', 'test').listInventories());
  const shown = rows.map(({ barcode, warehouseName, quantity }) => `${barcode} ${warehouseName} ${quantity}`);
  expect(shown.toSorted()).toEqual(['A East 5', 'A West 7', 'B East 0', 'B West 0']);
});

test('stock of chosen products is read in batches of at most 28, none left out', async () => {
  await withOrders(0);
  const { client, control } = harness;
  const products = Array.from({ length: 60 }, (_, n) => ({ barcode: `P${n}`, quantity: n }));
  const ids = (await control.seedProducts(TEST_KEY, products)).map(({ id }) => id);
  await control.clearCalls();
  const rows = await allOf(client.listInventories([...ids, ...ids]));
  expect(rows.map(({ productId }) => productId).toSorted()).toEqual(ids.toSorted());
  const sizes = (await control.calls()).map(({ query }) => new URLSearchParams(query).getAll('product_ids[]').length);
  expect(sizes).toEqual([28, 28, 4]);
  expect(await allOf(client.listInventories([]))).toEqual([]);
});

test('products and warehouses are listed', async () => {
  await withOrders(0);
  const [product] = await allOf(harness.client.listProducts());
  expect(product).toMatchObject({ barcode: BARCODE, mode: 'test' });
  const [warehouse] = await allOf(harness.client.listWarehouses());
  expect(warehouse).toMatchObject({ name: 'Simulated Warehouse', disabled: false, mode: 'test' });
});
