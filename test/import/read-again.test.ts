import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cart } from '../../activities/carts/contract.ts';
import { openCart } from '../../activities/carts/open-cart.ts';
import { createImportOrders } from '../../activities/orders/import/import-orders.ts';
import { openRun } from '../../activities/orders/import/import-run.ts';
import { readAgain } from '../../activities/orders/import/read-again.ts';
import { startAndTell } from '../../activities/orders/import/start-and-tell.ts';
import { storePage } from '../../activities/orders/import/store-page.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { openHub, type Hub, type NewTestCart } from './hub.ts';

await describeWithTemporal('reading orders again', (temporal) => {
  let hub: Hub;
  let shop: DemoCart;
  let control: CartControl;

  beforeAll(async () => {
    hub = await openHub(temporal);
    shop = await startDemoCart({ token: 'secret' });
    control = createCartControl(shop.controlUrl);
  });
  afterAll(async () => {
    await shop?.close();
    await hub?.close();
  });

  const pull = (cart: string) => hub.run(createImportOrders(hub.deps), cart);
  const newCart = (options: Partial<NewTestCart> = {}) =>
    hub.addCart({ url: shop.url, token: 'secret', takeOrdersFrom: new Date(), ...options });

  const orderOf = (cart: string, sourceId: string) => hub.orderOf(cart, sourceId);

  /** The cart's listing shows none of its orders from now on. */
  async function listNothingNew(cart: string): Promise<void> {
    const future = JSON.stringify({ since: new Date(Date.now() + 600_000).toISOString(), cursor: null, newest: null });
    await hub.db.updateTable('carts').set({ position: future }).where('id', '=', cart).execute();
  }

  it('leaves an order alone while it is being sent, and reads it again afterwards', async () => {
    const cart = await newCart();
    const placed = await control.placeOrder();
    await pull(cart);
    const { id } = await orderOf(cart, placed.id);
    await hub.db
      .insertInto('send_attempts')
      .values({
        order_id: id,
        number: 1,
        state: 'sending',
        mode: 'production',
        account: 'x',
        started_at: new Date(),
        lease_until: new Date(),
      })
      .execute();
    await control.changeOrder(placed.id, { ship_to: { city: 'Oakland' } });
    await pull(cart);
    expect(await orderOf(cart, placed.id)).toMatchObject({
      pull_todo: 'read_again',
      ship_to: { city: 'San Francisco' },
      signals: [],
    });
    await hub.db.updateTable('send_attempts').set({ state: 'out_of_stock' }).where('order_id', '=', id).execute();
    await hub.setStatus(placed.id, 'backordered');
    await listNothingNew(cart);
    await pull(cart);
    const after = await orderOf(cart, placed.id);
    expect(after).toMatchObject({ pull_todo: null, ship_to: { city: 'Oakland' } });
    expect(after.signals?.map(({ name }) => name)).toEqual(['recheck']);
  });

  it('reads an order again that stopped because its address did not arrive whole', async () => {
    const cart = await newCart();
    const damaged = await control.placeOrder({ ship_to: { name: 'Zo\ufffd Lee' } });
    const stopped = await control.placeOrder({ ship_to: { name: 'Zoë Lee' } });
    await pull(cart);
    await Promise.all([damaged, stopped].map(({ id }) => hub.setStatus(id, 'problem')));
    await Promise.all([damaged, stopped].map(({ id }) => control.changeOrder(id, { ship_to: { name: 'Zoé Lee' } })));
    await listNothingNew(cart);
    await pull(cart);
    expect(await orderOf(cart, damaged.id)).toMatchObject({
      ship_to: { name: 'Zoé Lee' },
      signals: [{ name: 'recheck' }],
    });
    expect(await orderOf(cart, stopped.id)).toMatchObject({ ship_to: { name: 'Zoë Lee' }, signals: [] });
  });

  it('reads an order again that stopped because a SKU did not arrive whole', async () => {
    const cart = await newCart();
    const damaged = await control.placeOrder({ lines: [{ sku: 'MUG' }, { sku: 'CA\ufffd' }] });
    await pull(cart);
    await hub.setStatus(damaged.id, 'problem');
    await control.changeOrder(damaged.id, { lines: { [damaged.lines[1]?.id ?? '']: { sku: 'CAP' } } });
    await listNothingNew(cart);
    await pull(cart);
    const { id, signals } = await orderOf(cart, damaged.id);
    const lines = await hub.db
      .selectFrom('order_lines')
      .select('sku')
      .where('order_id', '=', id)
      .orderBy('sku')
      .execute();
    expect([lines, signals]).toEqual([
      [{ sku: 'CAP' }, { sku: 'MUG' }],
      [expect.objectContaining({ name: 'recheck' })],
    ]);
  });

  it('reads open and unpaid orders by id where the cart does not list changes, and stops what was deleted there', async () => {
    const cart = await newCart();
    const [deleted, cancelled, unpaid, quiet] = [
      await control.placeOrder(),
      await control.placeOrder(),
      await control.placeOrder({ status: 'unpaid' }),
      await control.placeOrder(),
    ];
    await pull(cart);
    await hub.setStatus(quiet.id, 'confirmed');
    await control.deleteOrder(deleted.id);
    await control.cancel(cancelled.id);
    await control.pay(unpaid.id);
    const asked: string[] = [];
    await hub.run(async () => {
      const run = await openRun(hub.deps, cart);
      const real = openCart(hub.deps, run.row);
      const silent: Cart = {
        ...real,
        listsChanges: false,
        readBatch: 2,
        getOrders: (ids) => {
          asked.push(...ids);
          return real.getOrders(ids);
        },
      };
      for await (const read of readAgain(run, silent)) await storePage(run, read);
      await startAndTell(run);
    });
    expect(asked).toEqual(expect.arrayContaining([deleted.id, cancelled.id, unpaid.id]));
    expect(asked).not.toContain(quiet.id);
    const lost = await orderOf(cart, deleted.id);
    expect(lost.problems).toEqual([{ cause: 'cancel_requested_in_cart', subject: 'deleted in the cart' }]);
    expect(lost.signals?.map(({ name }) => name)).toEqual(['hold']);
    expect((await orderOf(cart, cancelled.id)).signals?.map(({ name }) => name)).toEqual(['cancelOrder']);
    expect(await orderOf(cart, unpaid.id)).toMatchObject({ status: 'sending', signals: [] });
  });
});
