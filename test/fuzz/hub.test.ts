import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivities } from '../../activities/create-activities.ts';
import { ERROR_TYPES } from '../../activities/errors/system-error.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { createControl, type EasypostControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator, type EasypostSimulator } from '../../simulators/easypost/server.ts';
import { openHub, type Hub } from '../import/hub.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { mutateAnswer } from './answer-mutations.ts';
import type { Truth } from './json-mutations.ts';
import { serverAt, startMutatingProxy, type MutatingProxy } from './mutating-proxy.ts';
import { PLANTED, wrongWith } from './planted.ts';
import { createRandom, fuzzSeed } from './random.ts';

const TEST_KEY = 'EZTKfuzzkey00000001';
const ORDERS = 16;
const ROUNDS = 12;
/** Much of it waits for time limits of the HTTP client. */
const LONG = { timeout: 180_000 };
const SEED = fuzzSeed('wrong answers to a hub');
const random = createRandom(SEED);

// Failed activities are what this test is about.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** What went wrong with an activity that is not what it may go wrong with. */
function wrongFailure(error: unknown): string[] {
  if (!(error instanceof ApplicationFailure)) return wrongWith(error, [TEST_KEY]);
  const known = (ERROR_TYPES as readonly unknown[]).includes(error.type);
  return known && error.message.length < 300 ? [] : [`${error.type}: ${error.message}`];
}

await describeWithTemporal(`A hub whose cart and EasyPost answer wrongly, seed ${SEED}`, (temporal) => {
  let demo: DemoCart;
  let control: CartControl;
  let simulator: EasypostSimulator;
  let easypost: EasypostControl;
  let cartProxy: MutatingProxy;
  let easypostProxy: MutatingProxy;
  let hub: Hub;
  let activities: ReturnType<typeof createActivities>;
  let merchant: string;
  let cart: string;
  let wrongAnswers = 0;
  const broken: string[] = [];
  const recent: string[] = [];

  beforeAll(async () => {
    demo = await startDemoCart({ token: PLANTED.token });
    control = createCartControl(demo.controlUrl);
    simulator = await startEasypostSimulator({
      accounts: [{ testKey: TEST_KEY, productionKey: 'EZAKfuzzkey00000001' }],
    });
    easypost = createControl(simulator.controlUrl);
    await easypost.seedProducts(TEST_KEY, [
      { barcode: 'MUG', quantity: 1_000 },
      { barcode: 'CAP', quantity: 1_000 },
    ]);
    cartProxy = await startMutatingProxy(serverAt(demo.url));
    easypostProxy = await startMutatingProxy(serverAt(new URL(simulator.url).origin));
    hub = await openHub(temporal, `${easypostProxy.url}${new URL(simulator.url).pathname}`);
    activities = createActivities(hub.deps);
    merchant = await hub.addMerchant();
    await hub.addAccount(merchant, 'test', { test: TEST_KEY, production: 'EZAKfuzzkey00000001' });
    cart = await hub.addCart({ merchant, url: cartProxy.url, token: PLANTED.token });
    await hub.run(activities.readStock, merchant);
  });

  afterAll(async () => {
    console.log(`  ${wrongAnswers} wrong answers to the hub`);
    await hub?.close();
    await Promise.all([cartProxy?.close(), easypostProxy?.close(), demo?.close(), simulator?.close()]);
  });

  function spoil(proxy: MutatingProxy, probability: number, truth: Truth): void {
    proxy.use(({ method, url }, right) => {
      if (!random.chance(probability)) return null;
      const { what, answer } = mutateAnswer(random, right, truth);
      wrongAnswers += 1;
      recent.push(`${method} ${url.split('?')[0]}: ${what}`);
      return answer;
    });
  }

  /** Does one step while answers are wrong; keeps what it may not fail with. */
  async function dare(step: () => Promise<unknown>): Promise<void> {
    recent.length = 0;
    try {
      await step();
    } catch (error) {
      broken.push(...wrongFailure(error).map((what) => `[${recent.join('; ')}] ${what}`));
    }
  }

  async function refs() {
    const orders = await hub.orders(cart);
    return orders.map(({ id, number }) => ({ orderId: id, merchantId: merchant, cartId: cart, number }));
  }

  it('takes every order of a cart once its answers are right again', LONG, async () => {
    const placed: string[] = [];
    for (let index = 0; index < ORDERS; index += 1) {
      // Half of them lie so far back that no later listing shows them again.
      await control.setClock({ offsetMs: index < ORDERS / 2 ? -2 * 3_600_000 : 0 });
      const lines = [{ sku: 'MUG', quantity: 2 }, { sku: 'CAP' }, { sku: 'MUG' }];
      placed.push((await control.placeOrder({ email: PLANTED.email, ship_to: { name: PLANTED.name }, lines })).id);
    }
    // What an order says of itself is believed, and each order has an id and a place in time.
    spoil(cartProxy, 0.7, { spare: ['id', 'ship_to', 'sku', 'requires_shipping', 'updated_at'] });
    for (let round = 0; round < ROUNDS * 3; round += 1) await dare(() => hub.run(activities.importOrders, cart));
    cartProxy.heal();
    const before = await hub.db.selectFrom('unreadable_orders').selectAll().execute();
    console.log(`  ${before.length} orders were kept as unreadable, ${(await hub.orders(cart)).length} taken`);
    await hub.run(activities.importOrders, cart);
    expect(broken).toEqual([]);
    const stored = await hub.orders(cart);
    expect(stored.map(({ source_id }) => source_id)).toEqual(placed.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(stored.filter(({ workflow_started_at }) => workflow_started_at === null)).toEqual([]);
    const unreadable = await hub.db.selectFrom('unreadable_orders').select('source_id').execute();
    expect(unreadable.filter(({ source_id }) => !source_id.startsWith('no-id-'))).toEqual([]);
  });

  it('sends every order exactly once', LONG, async () => {
    spoil(easypostProxy, 0.4, { spare: ['line_items', 'description'] });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const ref of await refs()) await dare(() => hub.run(activities.sendOrder, ref));
    }
    easypostProxy.heal();
    expect(broken).toEqual([]);
    for (const ref of await refs()) {
      await until(`${ref.number} is accepted`, async () => {
        await dare(() => hub.run(activities.sendOrder, ref));
        // One whose address came in a wrong encoding has stopped until it is read again.
        await dare(() => hub.run(activities.importOrders, cart));
        return (await hub.orders(cart)).some(({ id, easypost_order_id }) => id === ref.orderId && easypost_order_id);
      });
    }
    await hub.run(activities.readTracking, merchant);
    const active = (await easypost.orders(TEST_KEY)).filter(({ status }) => status !== 'cancelled');
    const stored = (await hub.orders(cart)).map(({ easypost_order_id }) => easypost_order_id);
    expect(active.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      stored.toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    );
  });

  it('reads every parcel and writes each to the cart exactly once', LONG, async () => {
    await easypost.shipAll({ key: TEST_KEY, parcels: 2 });
    spoil(easypostProxy, 0.7, { spare: ['inventories', 'line_items', 'picks', 'trackers'] });
    for (let round = 0; round < ROUNDS; round += 1) await dare(() => hub.run(activities.readTracking, merchant));
    easypostProxy.heal();
    await hub.run(activities.readTracking, merchant);
    spoil(cartProxy, 0.5, { spare: ['id', 'lines'] });
    for (let round = 0; round < 4; round += 1) {
      for (const ref of await refs()) await dare(() => hub.run(activities.writeParcels, ref));
    }
    cartProxy.heal();
    for (const ref of await refs()) await hub.run(activities.writeParcels, ref);
    expect(broken).toEqual([]);
    expect((await hub.orders(cart)).map(({ status }) => status)).toEqual(
      Array.from({ length: ORDERS }, () => 'confirmed'),
    );
    const units = new Map<string, number>();
    for (const { lines } of await control.shipments()) {
      for (const { line_id, quantity } of lines) units.set(line_id, (units.get(line_id) ?? 0) + quantity);
    }
    const wanted = (await control.orders()).flatMap(({ lines }) => lines.map(({ id, quantity }) => [id, quantity]));
    expect([...units].toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual(
      wanted.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
  });
});
