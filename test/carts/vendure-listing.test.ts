import fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectVendure } from '../../activities/carts/vendure/index.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { pull } from './harness.ts';

interface Placed {
  id: string;
  orderPlacedAt: string;
}

interface ListOptions {
  take: number;
  skip: number;
  filter: { orderPlacedAt?: { after: string }; id?: { eq: string } };
}

/** Lists like Vendure 3.7.3: `after` is strict, ids break ties, and `skip` counts what is there now. */
const shop = {
  orders: [] as Placed[],
  broken: new Set<string>(),
  /** Ids that Vendure fails to resolve. */
  failing: new Set<string>(),
  pages: 0,
  beforePage: (_page: number): void => undefined,
};

function answer({ take = 1, skip = 0, filter }: Partial<ListOptions>, whole: boolean): object {
  shop.pages += 1;
  shop.beforePage(shop.pages);
  const rows = shop.orders
    .filter(({ id }) => !filter?.id || id === filter.id.eq)
    .filter(({ orderPlacedAt }) => orderPlacedAt > (filter?.orderPlacedAt?.after ?? ''))
    .toSorted((a, b) => a.orderPlacedAt.localeCompare(b.orderPlacedAt) || Number(a.id) - Number(b.id));
  const page = rows.slice(skip, skip + take);
  if (whole && page.some(({ id }) => shop.failing.has(id))) {
    return { data: null, errors: [{ message: 'boom', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
  }
  const items = page.map(({ id, orderPlacedAt }) => ({
    id,
    orderPlacedAt,
    createdAt: orderPlacedAt,
    code: shop.broken.has(id) ? null : `C${id}`,
    state: 'PaymentSettled',
    currencyCode: 'USD',
    shippingLines: [],
    lines: [],
  }));
  return { data: { orders: { items } } };
}

let server: Server;
const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: { options: ListOptions } };
      response.end(JSON.stringify(answer(variables.options, query.includes('lines'))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await http.close();
  await new Promise((resolve) => server.close(resolve));
});

function cart(pageSize: number) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin-api`;
  return connectVendure({ url }, { apiKey: 'a:b' }, http, pageSize);
}

const BASE = Date.parse('2026-11-01T00:00:00Z');

function place(offsets: readonly number[]): void {
  shop.orders = offsets.map((offset, i) => ({
    id: String(i + 1),
    orderPlacedAt: new Date(BASE + offset).toISOString(),
  }));
  shop.broken = new Set();
  shop.failing = new Set();
  shop.pages = 0;
  shop.beforePage = () => undefined;
}

// Few distinct times, so that many orders share a millisecond.
const offsets = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 86_400_000 })), { maxLength: 25 });

test('every order is listed, whatever the page size and however many share a millisecond', async () => {
  await fc.assert(
    fc.asyncProperty(offsets, fc.integer({ min: 1, max: 7 }), async (times, pageSize) => {
      place(times);
      const { orders } = await pull(cart(pageSize), null, new Date(BASE));
      expect([...orders.keys()].toSorted()).toEqual(shop.orders.map(({ id }) => id).toSorted());
    }),
    { numRuns: 60 },
  );
});

test('no order is left out when another one vanishes between two pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 86_400_000 }), { minLength: 4, maxLength: 20 }), async (times) => {
      place(times);
      const [vanishing] = shop.orders.toSorted((a, b) => a.orderPlacedAt.localeCompare(b.orderPlacedAt));
      shop.beforePage = (page) => {
        if (page === 2) shop.orders = shop.orders.filter((order) => order !== vanishing);
      };
      const { orders } = await pull(cart(3), null, new Date(BASE));
      expect([...orders.keys()]).toEqual(expect.arrayContaining(shop.orders.map(({ id }) => id)));
    }),
    { numRuns: 40 },
  );
});

test('an order that is committed up to ten minutes late is still listed', async () => {
  place([0, 3_600_000]);
  const first = await pull(cart(50), null, new Date(BASE));
  shop.orders.push({ id: '99', orderPlacedAt: new Date(BASE + 3_600_000 - 9 * 60_000).toISOString() });
  const second = await pull(cart(50), first.position, new Date(BASE));
  expect([...second.orders.keys()].toSorted()).toEqual(['2', '99']);
});

test("a shop's clock an hour ahead never moves the position ahead of ours, one behind does not skip", async () => {
  for (const hours of [1, -1]) {
    place([]);
    const shopTime = Date.now() + hours * 3_600_000;
    shop.orders = [{ id: '1', orderPlacedAt: new Date(shopTime).toISOString() }];
    const first = await pull(cart(50), null, new Date(BASE));
    expect(Date.parse(String(first.position?.['placedAt']))).toBeLessThanOrEqual(Date.now());
    shop.orders.push({ id: '2', orderPlacedAt: new Date(shopTime + 1).toISOString() });
    expect([...(await pull(cart(50), first.position, new Date(BASE))).orders.keys()]).toContain('2');
  }
});

test('an order that cannot be read is told and the rest of its page is taken', async () => {
  place([0, 1, 2, 3]);
  shop.broken = new Set(['2']);
  const { orders, unreadable } = await pull(cart(2), null, new Date(BASE));
  expect([...orders.keys()]).toEqual(['1', '3', '4']);
  expect(unreadable[0]).toEqual({ sourceId: '2', reason: 'code: Invalid input: expected string, received null' });
});

test('an order that makes Vendure fail is told and the rest of its page is taken', async () => {
  place([0, 1, 2, 3]);
  shop.failing = new Set(['3']);
  const { orders, unreadable } = await pull(cart(10), null, new Date(BASE));
  expect([...orders.keys()]).toEqual(['1', '2', '4']);
  expect(unreadable).toEqual([{ sourceId: '3', reason: 'Vendure cannot show it: INTERNAL_SERVER_ERROR' }]);
});
