import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareOrder } from '../../activities/items/prepare-order.ts';
import { loadOrderToSend } from '../../database/queries/order-to-send.ts';
import { openAccount } from '../../activities/orders/easypost-account.ts';
import { createImportOrders } from '../../activities/orders/import/import-orders.ts';
import { createPushStock } from '../../activities/stock/push-stock.ts';
import { createReadStock } from '../../activities/stock/read-stock.ts';
import { refreshProducts } from '../../activities/stock/refresh-products.ts';
import { createReleaseBackorders } from '../../activities/stock/release-backorders.ts';
import { orderWorkflowId } from '../../shared/names.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { createControl, type EasypostControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator, type EasypostSimulator } from '../../simulators/easypost/server.ts';
import { openHub, signalsOf, type Hub } from '../import/hub.ts';
import { describeWithTemporal } from '../setup/temporal.ts';

await describeWithTemporal('items and stock', (temporal) => {
  let hub: Hub;
  let shop: DemoCart;
  let cartControl: CartControl;
  let easypost: EasypostSimulator;
  let control: EasypostControl;
  let keys = 0;

  beforeAll(async () => {
    easypost = await startEasypostSimulator({});
    control = createControl(easypost.controlUrl);
    hub = await openHub(temporal, easypost.url);
    shop = await startDemoCart({ token: 'secret' });
    cartControl = createCartControl(shop.controlUrl);
  });
  afterAll(async () => {
    await shop?.close();
    await easypost?.close();
    await hub?.close();
  });

  /** A merchant with a test account in two warehouses and a cart. */
  async function newMerchant() {
    keys += 1;
    const [test, production] = [`EZTK-${keys}`, `EZAK-${keys}`];
    await control.createAccount({ testKey: test, productionKey: production, warehouses: ['East', 'West'] });
    const merchant = await hub.addMerchant();
    await hub.addAccount(merchant, 'test', { test, production });
    const cart = await hub.addCart({ merchant, url: shop.url, token: 'secret', takeOrdersFrom: new Date() });
    return { merchant, cart, key: test };
  }

  const read = (merchant: string) => hub.run(createReadStock(hub.deps), merchant);
  const push = (cart: string) => hub.run(createPushStock(hub.deps), cart);
  const release = (merchant: string) => hub.run(createReleaseBackorders(hub.deps), merchant);
  const pull = (cart: string) => hub.run(createImportOrders(hub.deps), cart);
  const inventory = (merchant: string) =>
    hub.db
      .selectFrom('inventory')
      .select(['barcode', 'quantity'])
      .where('merchant_id', '=', merchant)
      .orderBy('barcode')
      .orderBy('quantity')
      .execute();

  function addAlias(merchant: string, sku: string, barcode: string, cart: string | null = null) {
    const row = { merchant_id: merchant, cart_id: cart, sku, barcode };
    return hub.db.insertInto('aliases').values(row).execute();
  }

  async function orderOf(cart: string, sourceId: string) {
    const order = (await hub.orders(cart)).find(({ source_id }) => source_id === sourceId);
    if (!order) throw new Error(`${sourceId} is not stored`);
    return order;
  }

  async function signalNames(merchant: string, cart: string, sourceId: string): Promise<string[]> {
    const id = orderWorkflowId({ merchantId: merchant, cartId: cart, sourceId });
    return ((await signalsOf(hub.client, id)) ?? []).map(({ name }) => name);
  }

  it('reads stock per warehouse, stores only what changed, and drops what EasyPost does not list any more', async () => {
    const { merchant, cart, key } = await newMerchant();
    await control.seedProducts(key, [{ barcode: '111' }, { barcode: '222' }]);
    await control.setStock({ key, barcode: '111', warehouse: 'East', quantity: 5 });
    await control.setStock({ key, barcode: '111', warehouse: 'West', quantity: 7 });
    const first = await read(merchant);
    expect(first.pushNow).toEqual([cart]);
    expect((await inventory(merchant)).filter(({ quantity }) => quantity > 0)).toEqual([
      { barcode: '111', quantity: 5 },
      { barcode: '111', quantity: 7 },
    ]);
    expect(await read(merchant)).toMatchObject({ changed: 0 });
    await control.setStock({ key, barcode: '111', warehouse: 'West', quantity: 1 });
    expect(await read(merchant)).toMatchObject({ changed: 1 });
    const stale = { merchant_id: merchant, mode: 'test' as const, barcode: '999', warehouse_id: 'w', quantity: 3 };
    await hub.db
      .insertInto('inventory')
      .values({ ...stale, read_at: new Date() })
      .execute();
    expect(await read(merchant)).toMatchObject({ changed: 1 });
    expect((await inventory(merchant)).map(({ barcode }) => barcode)).not.toContain('999');
  });

  it('writes what may be sold to the cart: by barcode and alias, less open orders, and only changes', async () => {
    const { merchant, cart, key } = await newMerchant();
    await control.seedProducts(key, [{ barcode: '333' }]);
    await control.setStock({ key, barcode: '333', warehouse: 'East', quantity: 5 });
    await control.setStock({ key, barcode: '333', warehouse: 'West', quantity: 5 });
    await addAlias(merchant, 'MUG', '333');
    await cartControl.setStock({ '333': 0, MUG: 0 });
    expect(await push(cart)).toBe(0);
    await read(merchant);
    expect(await push(cart)).toBe(2);
    expect(await cartControl.stock()).toMatchObject({ '333': 10, MUG: 10 });
    expect(await push(cart)).toBe(0);
    const placed = await cartControl.placeOrder({
      lines: [
        { sku: 'MUG', quantity: 3 },
        { sku: '333', quantity: 1 },
      ],
    });
    await pull(cart);
    expect(await push(cart)).toBe(2);
    expect(await cartControl.stock()).toMatchObject({ '333': 6, MUG: 6 });
    // Accepted after the stock was counted: its units are still in the count.
    await hub.setStatus(placed.id, 'accepted');
    expect(await push(cart)).toBe(0);
    await read(merchant);
    expect(await push(cart)).toBe(2);
    expect(await cartControl.stock()).toMatchObject({ '333': 10, MUG: 10 });
    await hub.db.deleteFrom('aliases').where('merchant_id', '=', merchant).execute();
    expect(await push(cart)).toBe(1);
    expect(await cartControl.stock()).toMatchObject({ '333': 10, MUG: 0 });
  });

  it('remembers what the cart does not take, and does not offer it again and again', async () => {
    const { merchant, cart, key } = await newMerchant();
    await control.seedProducts(key, [{ barcode: '404404' }]);
    await control.setStock({ key, barcode: '404404', quantity: 5 });
    await read(merchant);
    expect(await push(cart)).toBe(1);
    expect(await push(cart)).toBe(0);
    const stored = await hub.db.selectFrom('cart_stock').selectAll().where('cart_id', '=', cart).execute();
    expect(stored).toMatchObject([{ sku: '404404', quantity: 5, rejected: 'unknown_sku' }]);
  });

  it('tells once that EasyPost refuses the key, and that the cart does not let stock be written', async () => {
    const { merchant, cart, key } = await newMerchant();
    await control.seedProducts(key, [{ barcode: '555' }]);
    await read(merchant);
    await cartControl.addFault({ fault: { kind: 'unauthorized' }, endpoint: 'inventory' });
    expect(await push(cart)).toBe(0);
    expect((await hub.problems(cart)).map(({ cause, subject }) => [cause, subject])).toEqual([
      ['cart_unauthorized', 'stock'],
    ]);
    await cartControl.clearFaults();
    expect(await push(cart)).toBe(1);
    expect(await hub.problems(cart)).toEqual([]);
    await control.setKeyActive(key, false);
    expect(await read(merchant)).toEqual({ rows: 0, changed: 0, pushNow: [] });
    expect(await read(merchant)).toEqual({ rows: 0, changed: 0, pushNow: [] });
    const problems = await hub.db
      .selectFrom('problems')
      .select(['cause', 'subject'])
      .where('merchant_id', '=', merchant)
      .where('resolved_at', 'is', null)
      .execute();
    expect(problems).toEqual([{ cause: 'easypost_unauthorized', subject: 'test' }]);
  });

  it('reads nothing for a merchant without an account, and fails where EasyPost is away', async () => {
    expect(await read(await hub.addMerchant())).toEqual({ rows: 0, changed: 0, pushNow: [] });
    const { merchant } = await newMerchant();
    await control.addFault({ effect: { kind: 'outage' } });
    await expect(read(merchant)).rejects.toMatchObject({ type: 'unavailable' });
    await control.clearFaults();
  });

  it('releases backorders by age as far as the stock goes, and not again before the stock changes', async () => {
    const { merchant, cart, key } = await newMerchant();
    await control.seedProducts(key, [{ barcode: '666' }]);
    const wanted = [5, 2, 3, 1];
    const placed = [];
    for (const quantity of wanted) placed.push(await cartControl.placeOrder({ lines: [{ sku: '666', quantity }] }));
    await pull(cart);
    for (const { id } of placed) await hub.setStatus(id, 'backordered');
    await read(merchant);
    expect(await release(merchant)).toBe(0);
    await control.setStock({ key, barcode: '666', quantity: 4 });
    await read(merchant);
    // 5 cannot be filled; 2 can; 3 cannot any more; 1 can.
    expect(await release(merchant)).toBe(2);
    const names = await Promise.all(placed.map(({ id }) => signalNames(merchant, cart, id)));
    expect(names).toEqual([[], ['release'], [], ['release']]);
    // EasyPost was asked, and refused once more: nothing has changed since.
    for (const { id } of [placed[1], placed[3]].filter((each) => each !== undefined)) {
      const attempt = { order_id: (await orderOf(cart, id)).id, number: 1, state: 'out_of_stock' as const };
      const at = new Date();
      await hub.db
        .insertInto('send_attempts')
        .values({ ...attempt, mode: 'test', account: 'x', started_at: at, lease_until: at, finished_at: at })
        .execute();
    }
    await read(merchant);
    // Stock that those two do not get is free for the next.
    expect(await release(merchant)).toBe(1);
    expect(await signalNames(merchant, cart, placed[2]?.id ?? '')).toEqual(['release']);
  });

  it('releases more orders than the account takes in a second, each once', async () => {
    const { merchant, cart, key } = await newMerchant();
    await hub.db
      .updateTable('easypost_accounts')
      .set({ calls_per_second: 2 })
      .where('merchant_id', '=', merchant)
      .execute();
    await control.seedProducts(key, [{ barcode: '777', quantity: 5 }]);
    const placed = [];
    for (let count = 0; count < 5; count += 1) {
      placed.push(await cartControl.placeOrder({ lines: [{ sku: '777', quantity: 1 }] }));
    }
    await pull(cart);
    for (const { id } of placed) await hub.setStatus(id, 'backordered');
    await read(merchant);
    expect(await release(merchant)).toBe(5);
    const names = await Promise.all(placed.map(({ id }) => signalNames(merchant, cart, id)));
    expect(names).toEqual(Array(5).fill(['release']));
  });

  it('prepares an order for sending, and reads products again before a SKU counts as unknown', async () => {
    const { merchant, cart, key } = await newMerchant();
    await addAlias(merchant, 'TEE', '777');
    const lines = [
      { sku: 'TEE', quantity: 2 },
      { sku: '777', quantity: 1 },
      { sku: 'gift card', requires_shipping: false },
    ];
    const placed = await cartControl.placeOrder({ lines });
    await pull(cart);
    const order = await orderOf(cart, placed.id);
    expect(await prepareOrder(hub.db, (await loadOrderToSend(hub.db, order.id)).content)).toEqual({
      kind: 'problem',
      cause: 'unknown_sku',
      subject: 'TEE',
    });
    await control.seedProducts(key, [{ barcode: '777' }]);
    const account = await openAccount(hub.deps, merchant, 'test');
    if (account.kind !== 'open') throw new Error(account.kind);
    let listings = 0;
    const client = {
      listProducts: () => {
        listings += 1;
        return account.client.listProducts();
      },
    };
    const refresh = () => refreshProducts(hub.deps, client, merchant, 'test');
    const { content } = await loadOrderToSend(hub.db, order.id);
    const prepared = await hub.run(() => prepareOrder(hub.db, content, refresh));
    expect(prepared).toMatchObject({
      kind: 'ready',
      lines: [{ barcode: '777', units: 3 }],
      destination: { name: 'Ann Lee', city: 'San Francisco', state: 'CA', zip: '94104', country: 'US' },
      contentHash: order.content_hash,
    });
    const components = prepared.kind === 'ready' ? [...prepared.components.values()] : [];
    expect(components).toEqual([[{ barcode: '777', units: 1 }], [{ barcode: '777', units: 1 }]]);
    await hub.run(() => Promise.all([refresh(), refresh()]));
    expect(listings).toBe(1);
  });

  it('lets orders go on that stopped at a product which EasyPost has by now', async () => {
    const { merchant, cart, key } = await newMerchant();
    await addAlias(merchant, 'CAP', '888');
    const placed = await cartControl.placeOrder({ lines: [{ sku: 'CAP' }] });
    await pull(cart);
    const { id } = await orderOf(cart, placed.id);
    const problem = {
      merchant_id: merchant,
      cart_id: cart,
      order_id: id,
      cause: 'unknown_sku' as const,
      subject: 'CAP',
    };
    await hub.db.insertInto('problems').values(problem).execute();
    const tell = async () => {
      await read(merchant);
      return hub.tellOf(merchant, 'products-test');
    };
    expect(await tell()).toBe(null);
    await control.seedProducts(key, [{ barcode: '888' }]);
    expect(await tell()).toBe(1);
    expect(await signalNames(merchant, cart, placed.id)).toEqual(['recheck']);
    // The order did not hear it: its problem is still open, and the product is no news any more.
    expect(await tell()).toBe(1);
    expect(await signalNames(merchant, cart, placed.id)).toEqual(['recheck', 'recheck']);
    // In the other mode EasyPost has no such product.
    await hub.db.updateTable('orders').set({ mode: 'production' }).where('id', '=', id).execute();
    expect(await tell()).toBe(null);
  });
});
