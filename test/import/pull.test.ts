import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createImportOrders } from '../../activities/orders/import/import-orders.ts';
import { orderWorkflowId } from '../../shared/names.ts';
import { orderReference } from '../../shared/orders/reference.ts';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { openHub, signalsOf, type Hub } from './hub.ts';

await describeWithTemporal('importing orders from a cart', (temporal) => {
  let hub: Hub;
  let shop: DemoCart;
  let control: CartControl;
  let importOrders: (cartId: string) => Promise<unknown>;

  beforeAll(async () => {
    hub = await openHub(temporal);
  });
  afterAll(async () => {
    await hub.close();
  });

  async function withShop<T>(body: (cart: string) => Promise<T>, options: Parameters<Hub['addCart']>[0] | object = {}) {
    shop = await startDemoCart({ token: 'secret' });
    control = createCartControl(shop.controlUrl);
    const activity = createImportOrders(hub.deps);
    importOrders = (cartId) => hub.run(activity, cartId);
    try {
      return await body(await hub.addCart({ url: shop.url, token: 'secret', ...options }));
    } finally {
      await shop.close();
    }
  }

  it('stores a paid order once, starts its workflow, and finds nothing to do the next time', () =>
    withShop(async (cart) => {
      const placed = await control.placeOrder({ lines: [{ sku: 'A', quantity: 2 }, { sku: 'B' }] });
      expect(await importOrders(cart)).toMatchObject({ listed: 1, created: 1, started: 1 });
      expect(await importOrders(cart)).toEqual({
        listed: 1,
        created: 0,
        changed: 0,
        skipped: 0,
        unreadable: 0,
        started: 0,
      });
      const [order, other] = await hub.orders(cart);
      expect(other).toBeUndefined();
      if (!order) throw new Error('no order');
      expect(order).toMatchObject({ number: placed.number, status: 'sending', mode: 'production', pull_todo: null });
      expect(order.reference).toBe(orderReference(order.id));
      expect(order.ship_to).toMatchObject({ city: 'San Francisco', email: 'ann.lee@example.com' });
      expect((await hub.lines(order.id)).map(({ sku, quantity }) => [sku, quantity])).toEqual([
        ['A', 2],
        ['B', 1],
      ]);
      const key = { merchantId: order.merchant_id, cartId: cart, sourceId: placed.id };
      const found = await hub.client.workflow.getHandle(orderWorkflowId(key)).describe();
      expect(found.taskQueue).toBe('cartway-workflows');
      expect(found.typedSearchAttributes.get(SEARCH_ATTRIBUTE.status)).toBe('sending');
      expect(await found.staticSummary()).toBe(`${order.merchant_id} ${cart} ${placed.number}`);
    }));

  it('leaves no personal data in Temporal', () =>
    withShop(async (cart) => {
      await control.placeOrder({ ship_to: { name: 'Zoë Secretname', street1: '1 Hidden Alley' } });
      await importOrders(cart);
      const [order] = await hub.orders(cart);
      const key = { merchantId: order?.merchant_id ?? '', cartId: cart, sourceId: order?.source_id ?? '' };
      const history = await hub.client.workflow.getHandle(orderWorkflowId(key)).fetchHistory();
      const payloads = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
      const text = payloads.map(({ data }) => Buffer.from(data ?? []).toString('utf8')).join();
      expect(text).toContain(order?.id);
      for (const secret of ['Secretname', 'Hidden', 'ann.lee', '94104', '415-555']) expect(text).not.toContain(secret);
    }));

  it('starts what an interrupted run stored and did not start', () =>
    withShop(async (cart) => {
      await control.placeOrder();
      await importOrders(cart);
      // As if the process had ended between the commit and the start: and once, after the start.
      await hub.db.updateTable('orders').set({ workflow_started_at: null }).where('cart_id', '=', cart).execute();
      expect(await importOrders(cart)).toMatchObject({ created: 0, started: 1 });
      expect((await hub.orders(cart))[0]?.workflow_started_at).not.toBeNull();
    }));

  it('keeps an order once when two runs import it at the same time and pages come twice', () =>
    withShop(async (cart) => {
      for (let count = 0; count < 30; count += 1) await control.placeOrder();
      await control.addFault({ fault: { kind: 'duplicate_pages' }, endpoint: 'orders' });
      await Promise.all([importOrders(cart), importOrders(cart), importOrders(cart)]);
      const orders = await hub.orders(cart);
      expect(orders).toHaveLength(30);
      expect(orders.every(({ workflow_started_at }) => workflow_started_at !== null)).toBe(true);
      const events = await hub.db
        .selectFrom('order_events')
        .innerJoin('orders', 'orders.id', 'order_events.order_id')
        .select('kind')
        .where('cart_id', '=', cart)
        .execute();
      expect(events).toHaveLength(30);
    }));

  it('tells the workflow of an unsent order what changed, and stores it', () =>
    withShop(async (cart) => {
      const placed = await control.placeOrder({ lines: [{ sku: 'A' }, { sku: 'B' }] });
      await importOrders(cart);
      const before = await hub.orders(cart);
      const lineId = placed.lines[0]?.id ?? '';
      await control.changeOrder(placed.id, { ship_to: { city: 'Oakland' }, lines: { [lineId]: { sku: 'A2' } } });
      expect(await importOrders(cart)).toMatchObject({ changed: 1 });
      const [order] = await hub.orders(cart);
      expect(order?.id).toBe(before[0]?.id);
      expect(order?.ship_to).toMatchObject({ city: 'Oakland' });
      expect((await hub.lines(order?.id ?? '')).map(({ sku }) => sku)).toEqual(['A2', 'B']);
      const key = { merchantId: order?.merchant_id ?? '', cartId: cart, sourceId: placed.id };
      expect((await signalsOf(hub.client, orderWorkflowId(key)))?.map(({ name }) => name)).toEqual(['recheck']);
    }));

  it('delivers the news that an interrupted run stored and did not tell', () =>
    withShop(async (cart) => {
      const placed = await control.placeOrder();
      await importOrders(cart);
      await control.cancel(placed.id);
      await importOrders(cart);
      await hub.db.updateTable('orders').set({ pull_todo: 'tell' }).where('cart_id', '=', cart).execute();
      await importOrders(cart);
      const [order] = await hub.orders(cart);
      expect(order?.pull_todo).toBeNull();
      const key = { merchantId: order?.merchant_id ?? '', cartId: cart, sourceId: placed.id };
      const signals = (await signalsOf(hub.client, orderWorkflowId(key))) ?? [];
      expect(signals.map(({ name }) => name)).toEqual(['cancelOrder', 'cancelOrder']);
      // The same request: the workflow takes it once.
      expect(signals[0]?.args).toEqual(signals[1]?.args);
      expect(signals[0]?.args[0]).toMatchObject({ author: { kind: 'cart' } });
    }));

  it('starts a cancelled order together with its cancellation', () =>
    withShop(async (cart) => {
      const placed = await control.placeOrder();
      await importOrders(cart);
      const [order] = await hub.orders(cart);
      const key = { merchantId: order?.merchant_id ?? '', cartId: cart, sourceId: placed.id };
      await hub.client.workflow.getHandle(orderWorkflowId(key)).terminate();
      // A new order whose workflow never started, cancelled meanwhile.
      const second = await control.placeOrder();
      await importOrders(cart);
      const secondKey = { ...key, sourceId: second.id };
      expect(await signalsOf(hub.client, orderWorkflowId(secondKey))).toEqual([]);
      await control.cancel(second.id);
      await hub.db
        .updateTable('orders')
        .set({ workflow_started_at: null })
        .where('source_id', '=', second.id)
        .execute();
      await importOrders(cart);
      expect((await signalsOf(hub.client, orderWorkflowId(secondKey)))?.map(({ name }) => name)).toEqual([
        'cancelOrder',
      ]);
      const stored = (await hub.orders(cart)).find(({ source_id }) => source_id === second.id);
      expect(stored).toMatchObject({ pull_todo: null });
      expect(stored?.workflow_started_at).not.toBeNull();
    }));

  it('imports an order of 500 lines', () =>
    withShop(async (cart) => {
      const lines = Array.from({ length: 500 }, (_, index) => ({ sku: `S${index % 250}`, quantity: 2 }));
      await control.placeOrder({ lines });
      await importOrders(cart);
      const [order] = await hub.orders(cart);
      expect(await hub.lines(order?.id ?? '')).toHaveLength(500);
    }));

  it('stores orders while Temporal is away, and starts them when it is back', () =>
    withShop(async (cart) => {
      await control.placeOrder();
      const nowhere = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 300 });
      const deps = { ...hub.deps, temporal: new Client({ connection: nowhere }) };
      await expect(hub.run(createImportOrders(deps), cart)).rejects.toThrow();
      await nowhere.close();
      expect(await hub.orders(cart)).toMatchObject([{ status: 'sending', workflow_started_at: null }]);
      expect(await importOrders(cart)).toMatchObject({ listed: 1, created: 0, started: 1 });
    }));

  it('goes on by itself after the cart was away', () =>
    withShop(async (cart) => {
      await control.placeOrder();
      await control.addFault({ fault: { kind: 'outage' }, endpoint: 'orders' });
      await expect(importOrders(cart)).rejects.toMatchObject({ name: 'SystemError', type: 'unavailable' });
      await control.clearFaults();
      expect(await importOrders(cart)).toMatchObject({ created: 1, started: 1 });
    }));

  it('tells once that the cart refuses its credentials, and clears that by itself', () =>
    withShop(async (cart) => {
      await control.placeOrder();
      await control.addFault({ fault: { kind: 'unauthorized' }, endpoint: 'orders' });
      expect(await importOrders(cart)).toMatchObject({ created: 0 });
      await importOrders(cart);
      expect((await hub.problems(cart)).map(({ cause, order_id }) => [cause, order_id])).toEqual([
        ['cart_unauthorized', null],
      ]);
      const down = await hub.db.selectFrom('carts').selectAll().where('id', '=', cart).executeTakeFirstOrThrow();
      expect(down.down_since).not.toBeNull();
      await control.clearFaults();
      expect(await importOrders(cart)).toMatchObject({ created: 1 });
      expect(await hub.problems(cart)).toEqual([]);
      const up = await hub.db.selectFrom('carts').selectAll().where('id', '=', cart).executeTakeFirstOrThrow();
      expect(up.down_since).toBeNull();
      expect(up.last_pull_at).not.toBeNull();
    }));

  it('tells orders that waited for its credentials to go on, also where an earlier run ended before it could', () =>
    withShop(async (cart) => {
      const placed = await control.placeOrder();
      await importOrders(cart);
      const { id, merchant_id } = await hub.orderOf(cart, placed.id);
      const problem = { merchant_id, cart_id: cart, order_id: id, cause: 'cart_unauthorized' as const, subject: cart };
      expect(await hub.tellOf(merchant_id, `cart-${cart}`)).toBe(null);
      await hub.db.insertInto('problems').values(problem).execute();
      await importOrders(cart);
      // Until those that are being told have heard it, the next run starts nothing beside.
      await importOrders(cart);
      expect(await hub.tellOf(merchant_id, `cart-${cart}`)).toBe(1);
      expect((await hub.orderOf(cart, placed.id)).signals).toEqual([{ name: 'recheck', args: [] }]);
    }));

  it('keeps an order that cannot be read, tells it, and imports it once it can be read', () =>
    withShop(async (cart) => {
      await control.placeOrder();
      await control.placeOrder();
      await control.addFault({ fault: { kind: 'malformed_order' }, endpoint: 'orders', times: 1 });
      expect(await importOrders(cart)).toMatchObject({ created: 2 });
      expect(await hub.problems(cart)).toEqual([]);
      const third = await control.placeOrder();
      await control.addFault({ fault: { kind: 'malformed_order' }, endpoint: 'orders' });
      const broken = await importOrders(cart);
      expect(broken).toMatchObject({ unreadable: expect.any(Number) });
      const problems = await hub.problems(cart);
      expect(problems.map(({ cause }) => cause)).toContain('unreadable_order');
      expect(problems[0]?.detail).toBeTruthy();
      await control.clearFaults();
      await importOrders(cart);
      expect(await hub.problems(cart)).toEqual([]);
      expect((await hub.orders(cart)).map(({ source_id }) => source_id)).toContain(third.id);
    }));
});
