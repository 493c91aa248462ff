import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEasypostClient } from '../../activities/easypost/client.ts';
import { ModeMismatchError } from '../../activities/easypost/mode.ts';
import { probeKey } from '../../activities/easypost/probe.ts';
import { allOf, failureOf, newOrder, PRODUCTION_KEY, startHarness, TEST_KEY, type Harness } from './harness.ts';

/** Keys whose prefix tells nothing, as some Fulfillment keys are. */
const PLAIN_TEST = 'aaaaaaaaaaaaaaaaaaaaaa';
const PLAIN_PRODUCTION = 'bbbbbbbbbbbbbbbbbbbbbb';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
  await harness.control.createAccount({ testKey: PLAIN_TEST, productionKey: PLAIN_PRODUCTION });
  for (const key of [PLAIN_TEST, PLAIN_PRODUCTION]) {
    await harness.control.seedProducts(key, [{ barcode: '850000000017', quantity: 10 }]);
  }
});
afterEach(() => harness.close());

async function hideMode(): Promise<void> {
  await harness.control.addFault({
    effect: { kind: 'body', status: 200, body: '{"warehouses":[],"products":[]}' },
    method: 'GET',
    count: 2,
  });
}

describe('the guard of test and production', () => {
  test('a key whose prefix is of the other mode makes no client', () => {
    expect(() => harness.clientOf(TEST_KEY, 'production')).toThrow(ModeMismatchError);
    expect(() => harness.clientOf(PRODUCTION_KEY, 'test')).toThrow(ModeMismatchError);
  });

  test('an empty key makes no client', () => {
    expect(() => harness.clientOf('', 'test')).toThrow('the EasyPost test key is empty');
  });

  test.each([
    [PLAIN_TEST, 'production', 'test'],
    [PLAIN_PRODUCTION, 'test', 'production'],
  ] as const)('with key %s set as %s no order is sent', async (key, mode, seen) => {
    const error = await failureOf(harness.clientOf(key, mode).createOrder(newOrder('CW-1')));
    expect(error).toBeInstanceOf(ModeMismatchError);
    expect(error).toMatchObject({ type: 'refused', vendorCode: 'MODE.MISMATCH', easypostOrderId: null });
    expect(error.vendorWords).toBe(`the key is set as the ${mode} key, but EasyPost answers in mode ${seen}`);
    expect((await harness.control.calls()).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('an order that got the other mode all the same is named and can be cancelled', async () => {
    const client = harness.clientOf(PLAIN_PRODUCTION, 'test');
    await hideMode();
    const error = await failureOf(client.createOrder(newOrder('CW-1')));
    expect(error).toBeInstanceOf(ModeMismatchError);
    const [order] = await harness.control.orders(PLAIN_PRODUCTION);
    expect(error).toMatchObject({ easypostOrderId: order?.id });
    expect(await client.cancelOrder(order?.id ?? '')).toEqual({ kind: 'cancelled' });
    expect(await client.cancelOrder(order?.id ?? '')).toEqual({ kind: 'cancelled' });
  });

  test('reading with a key of the other mode is refused', async () => {
    const client = harness.clientOf(PLAIN_PRODUCTION, 'test');
    for (const pages of [client.listProducts(), client.listWarehouses(), client.listInventories()]) {
      expect(await failureOf(allOf<unknown>(pages))).toMatchObject({ vendorCode: 'MODE.MISMATCH' });
    }
  });

  test('an account that shows nothing yet may send its first order', async () => {
    await hideMode();
    const order = await harness.clientOf(PLAIN_TEST, 'test').createOrder(newOrder('CW-1'));
    expect(order.mode).toBe('test');
  });

  test('the account is looked at once, not before each order or by each client', async () => {
    for (let n = 0; n < 3; n += 1) await harness.clientOf(PLAIN_TEST, 'test').createOrder(newOrder(`CW-${n}`));
    expect((await harness.control.calls()).filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  test('the look and the order share one time limit, so that a lease on the sending holds', async () => {
    // Two looks of 500 ms leave too little of 4 s for an order that takes 3.5 s, which alone would fit.
    await harness.control.addFault({ effect: { kind: 'latency', ms: 500 }, method: 'GET', count: 2 });
    await hideMode();
    await harness.control.addFault({ effect: { kind: 'latency', ms: 3500 }, method: 'POST' });
    const error = await failureOf(harness.clientOf(PLAIN_TEST, 'test', 4000).createOrder(newOrder('CW-1')));
    expect(error).toMatchObject({ type: 'unavailable', reached: 'maybe' });
    const [post] = (await harness.control.calls()).filter(({ method }) => method === 'POST');
    expect(post).toMatchObject({ path: '/orders', fault: 'latency' });
  });

  test('a look that takes all the time sends nothing', async () => {
    await harness.control.addFault({ effect: { kind: 'latency', ms: 1000 }, method: 'GET' });
    const error = await failureOf(harness.clientOf(PLAIN_TEST, 'test', 100).createOrder(newOrder('CW-1')));
    expect(error).toMatchObject({ type: 'unavailable', reached: 'no' });
    expect((await harness.control.calls()).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('when the look fails, nothing was sent, and the error says so', async () => {
    await harness.control.addFault({ effect: { kind: 'outage' }, method: 'GET' });
    const error = await failureOf(harness.clientOf(PLAIN_TEST, 'test').createOrder(newOrder('CW-1')));
    expect(error).toMatchObject({ type: 'unavailable', reached: 'no' });
    expect(await harness.control.orders(PLAIN_TEST)).toEqual([]);
  });
});

describe('probing a key', () => {
  const probe = (apiKey: string) => probeKey({ http: harness.http, baseUrl: harness.simulator.url, apiKey });

  test('a good key has every right, and its mode is seen', async () => {
    const report = await probe(PLAIN_PRODUCTION);
    expect(report).toMatchObject({ ok: true, mode: 'production' });
    expect(report.checks.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      'warehouses: readable',
      'products: readable',
      'orders: readable, and empty so far',
      'inventories: readable',
    ]);
  });

  test('an unknown key has none', async () => {
    const report = await probe('cccccccccccccccccccccc');
    expect(report).toMatchObject({ ok: false, mode: null });
    expect(report.checks[0]).toEqual({
      name: 'warehouses',
      ok: false,
      detail: 'EasyPost refuses this key (status 401)',
    });
    expect(JSON.stringify(report)).not.toContain('ccccc');
  });

  test('one missing right is told beside the others', async () => {
    await harness.control.addFault({ effect: { kind: 'status', status: 403 }, path: '/orders' });
    const report = await probe(PLAIN_TEST);
    expect(report.checks.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    expect(report).toMatchObject({ ok: false, mode: 'test' });
  });

  test('a wrong address and an outage are told apart from a wrong key', async () => {
    const lost = await probeKey({ http: harness.http, baseUrl: `${harness.simulator.url}/x/`, apiKey: PLAIN_TEST });
    expect(lost.checks[0]?.detail).toBe('nothing is there; check the base address (status 404)');
    await harness.control.addFault({ effect: { kind: 'outage' }, count: 4 });
    expect((await probe(PLAIN_TEST)).checks[0]?.detail).toContain('did not answer');
  });

  test('a client works with a base address that ends with a slash', async () => {
    const baseUrl = `${harness.simulator.url}/`;
    const client = createEasypostClient({ http: harness.http, baseUrl, apiKey: PLAIN_TEST, mode: 'test' });
    expect(await allOf(client.listProducts())).toHaveLength(1);
  });
});
