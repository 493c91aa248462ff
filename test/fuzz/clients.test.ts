import { afterAll, describe, expect, it } from 'vitest';
import { connectGeneric } from '../../activities/carts/generic/index.ts';
import type { Cart } from '../../activities/carts/contract.ts';
import { connectVendure } from '../../activities/carts/vendure/index.ts';
import { createEasypostClient } from '../../activities/easypost/client.ts';
import { parcelsOf } from '../../activities/easypost/parcels.ts';
import { probeKey } from '../../activities/easypost/probe.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { newOrder, startHarness, TEST_KEY } from '../easypost/harness.ts';
import { mutateAnswer } from './answer-mutations.ts';
import { serverAt, startMutatingProxy, type MutatingProxy } from './mutating-proxy.ts';
import { PLANTED, wrongWith } from './planted.ts';
import { createRandom, fuzzSeed, type Random } from './random.ts';
import { vendureAnswers } from './vendure-answers.ts';

const SEED = fuzzSeed('wrong answers to clients');
const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
afterAll(() => http.close());

type Call = () => Promise<unknown>;

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

/** What a reader gives must be plain data: a value that slipped through shows when it is written as JSON. */
function wrongResult(result: unknown): string[] {
  const odd: string[] = [];
  JSON.stringify(result, (key, value: unknown) => {
    if (typeof value === 'function' || (typeof value === 'number' && !Number.isFinite(value))) odd.push(key);
    return value;
  });
  return odd.map((key) => `the result has an odd value at ${key}`);
}

async function outcomeOf(call: Call): Promise<{ kind: string; wrong: string[] }> {
  try {
    return { kind: 'read', wrong: wrongResult(await call()) };
  } catch (error) {
    return { kind: (error as { type?: string }).type ?? 'unknown', wrong: wrongWith(error, [TEST_KEY]) };
  }
}

/** Makes `count` calls whose answers are wrong. Returns what broke a promise, and how often each outcome came. */
async function fuzz(proxy: MutatingProxy, random: Random, calls: Readonly<Record<string, Call>>, count: number) {
  const broken: string[] = [];
  const outcomes: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const [name, call] = random.pick(Object.entries(calls));
    const done: string[] = [];
    proxy.use(({ method, url }, right) => {
      if (random.chance(0.2)) return null;
      const { what, answer } = mutateAnswer(random, right, 'lies');
      done.push(`${method} ${url.split('?')[0]}: ${what}`);
      return answer;
    });
    const { kind, wrong } = await outcomeOf(call);
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
    broken.push(...wrong.map((what) => `#${index} ${name} [${done.join('; ')}] ${what}`));
  }
  proxy.heal();
  return { broken, outcomes };
}

function cartCalls(cart: Cart, ids: string[], lineId: string): Record<string, Call> {
  const shipment = {
    key: 'parcel-1',
    carrier: 'UPS',
    trackingCode: '1Z1',
    trackingUrl: null,
    shippedAt: new Date('2026-07-01T12:00:00Z'),
    lines: [{ sourceLineId: lineId, quantity: 1 }],
  };
  return {
    listOrders: () => all(cart.listOrders(null, new Date(0))),
    getOrders: () => cart.getOrders(ids),
    listShipments: () => cart.listShipments(ids[0] ?? ''),
    createShipment: () => cart.createShipment(ids[0] ?? '', shipment, null),
    setStock: () => cart.setStock([{ sku: 'MUG', available: 3 }], new Date()),
    checkConnection: () => cart.checkConnection(),
  };
}

const ADDRESS = { name: PLANTED.name, street1: PLANTED.street, phone: PLANTED.phone };

describe(`Wrong answers, seed ${SEED}`, () => {
  it('of a generic cart are orders told one by one, or errors of the closed set', async () => {
    const demo = await startDemoCart({ token: PLANTED.token });
    const control = createCartControl(demo.controlUrl);
    const order = await control.placeOrder({ email: PLANTED.email, ship_to: ADDRESS, lines: [{ quantity: 500 }] });
    const second = await control.placeOrder({ email: PLANTED.email, ship_to: ADDRESS });
    const proxy = await startMutatingProxy(serverAt(demo.url));
    const urls = [`${proxy.url}/orders`, `${proxy.url}/shipments`, `${proxy.url}/inventory`] as const;
    const connection = { ordersUrl: urls[0], shipmentsUrl: urls[1], inventoryUrl: urls[2] };
    const cart = connectGeneric(connection, { token: PLANTED.token }, http, { pageSize: 1, maxPages: 5 });
    const calls = cartCalls(cart, [order.id, second.id], order.lines[0]?.id ?? '');
    const { broken, outcomes } = await fuzz(proxy, createRandom(SEED), calls, 250);
    await Promise.all([proxy.close(), demo.close()]);
    console.log('  generic', JSON.stringify(outcomes));
    expect(broken).toEqual([]);
  });

  it('of a Vendure are orders told one by one, or errors of the closed set', async () => {
    const proxy = await startMutatingProxy(vendureAnswers);
    const connection = { url: `${proxy.url}/admin-api`, digitalField: 'isDigital' };
    const cart = connectVendure(connection, { apiKey: PLANTED.token }, http);
    const { broken, outcomes } = await fuzz(proxy, createRandom(SEED + 1), cartCalls(cart, ['1', '2'], '11'), 200);
    await proxy.close();
    console.log('  vendure', JSON.stringify(outcomes));
    expect(broken).toEqual([]);
  });

  it('of EasyPost are rows, or errors of the closed set', async () => {
    const harness = await startHarness();
    const proxy = await startMutatingProxy(serverAt(new URL(harness.simulator.url).origin));
    const baseUrl = `${proxy.url}${new URL(harness.simulator.url).pathname}`;
    const client = createEasypostClient({ http, baseUrl, apiKey: TEST_KEY, mode: 'test', timeoutMs: 5_000 });
    const created = await harness.client.createOrder(newOrder('CW-000000000000 first'));
    await harness.control.ship(created.id);
    const open = await harness.client.createOrder(newOrder('CW-000000000001 second'));
    const products = (await all(harness.client.listProducts())).flat();
    const { broken, outcomes } = await fuzz(
      proxy,
      createRandom(SEED + 2),
      {
        createOrder: () => client.createOrder(newOrder(`CW-000000000002 ${PLANTED.name}`)),
        getOrder: async () => parcelsOf(await client.getOrder(created.id)),
        listOrders: async () => (await all(client.listOrders())).flat().map(parcelsOf),
        cancelOrder: () => client.cancelOrder(open.id),
        listProducts: () => all(client.listProducts()),
        stock: () => all(client.listInventories(products.map(({ id }) => id))),
        allStock: () => all(client.listInventories()),
        warehouses: () => all(client.listWarehouses()),
        probe: () => probeKey({ http, baseUrl, apiKey: TEST_KEY, timeoutMs: 5_000 }),
      },
      250,
    );
    await Promise.all([proxy.close(), harness.close()]);
    console.log('  easypost', JSON.stringify(outcomes));
    expect(broken).toEqual([]);
  });
});
