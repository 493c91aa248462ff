import { afterAll, beforeAll, expect, it } from 'vitest';
import { createImportOrders } from '../../activities/orders/import/import-orders.ts';
import { createPlanRelease } from '../../activities/orders/import/plan-release.ts';
import { loadCart } from '../../database/queries/connections.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { listEvents } from '../../database/queries/order-events.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { openHub, type Hub, type NewTestCart } from './hub.ts';

await describeWithTemporal('what carts change later', (temporal) => {
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

  it('takes a skipped order as soon as its rule does not hold any more', async () => {
    const cart = await newCart();
    const unpaid = await control.placeOrder({ status: 'unpaid' });
    const held = await control.placeOrder({ status: 'on_hold' });
    const empty = await control.placeOrder({ lines: [{ requires_shipping: false }] });
    expect(await pull(cart)).toMatchObject({ created: 0, skipped: 3, started: 0 });
    expect((await orderOf(cart, unpaid.id)).signals).toBeNull();
    expect(await orderOf(cart, held.id)).toMatchObject({ status: 'skipped', skip_rule: 'on_hold_in_cart' });
    expect(await orderOf(cart, empty.id)).toMatchObject({ status: 'skipped', skip_rule: 'nothing_to_ship' });
    await control.pay(unpaid.id);
    await control.pay(held.id);
    expect(await pull(cart)).toMatchObject({ changed: 2, started: 2 });
    expect(await orderOf(cart, unpaid.id)).toMatchObject({ status: 'sending', skip_rule: null, signals: [] });
  });

  it('takes test orders and older orders when the settings let it, though the cart does not list them again', async () => {
    const merchant = await hub.addMerchant();
    const testOrder = await control.placeOrder({ test: true });
    const start = new Date(Date.now() + 60_000);
    const cart = await newCart({ merchant, takeOrdersFrom: start });
    await hub.addAccount(merchant, 'production', { test: 't', production: 'p' });
    await pull(cart);
    expect(await orderOf(cart, testOrder.id)).toMatchObject({ skip_rule: 'older_than_start' });
    // The listing is past it for good.
    const position = JSON.stringify({
      since: new Date(Date.now() + 600_000).toISOString(),
      cursor: null,
      newest: null,
    });
    await hub.db
      .updateTable('carts')
      .set({ take_orders_from: new Date(testOrder.created_at), position })
      .where('id', '=', cart)
      .execute();
    await pull(cart);
    expect(await orderOf(cart, testOrder.id)).toMatchObject({ skip_rule: 'test_order' });
    await hub.db.updateTable('easypost_accounts').set({ mode: 'test' }).where('merchant_id', '=', merchant).execute();
    await pull(cart);
    expect(await orderOf(cart, testOrder.id)).toMatchObject({ status: 'sending', skip_rule: null, mode: 'test' });
  });

  it('does not take an order from before the start only because the cart clock is an hour behind, and takes one from an hour ahead', async () => {
    const cart = await newCart();
    await control.setClock({ offsetMs: -3_600_000 });
    const behind = await control.placeOrder();
    await control.setClock({ offsetMs: 3_600_000 });
    const ahead = await control.placeOrder();
    await control.setClock({ offsetMs: 0 });
    await hub.db
      .updateTable('carts')
      .set({ position: JSON.stringify({ since: new Date(0).toISOString(), cursor: null, newest: null }) })
      .where('id', '=', cart)
      .execute();
    await pull(cart);
    expect(await orderOf(cart, behind.id)).toMatchObject({ status: 'skipped', skip_rule: 'older_than_start' });
    expect(await orderOf(cart, ahead.id)).toMatchObject({ status: 'sending' });
    await pull(cart);
    expect((await orderOf(cart, ahead.id)).signals).toEqual([]);
  });

  it('waits for the edit window, and plans by the settings and holds of now', async () => {
    const cart = await newCart({ settings: { editWindow: 600 } });
    const placed = await control.placeOrder();
    await pull(cart);
    const order = await orderOf(cart, placed.id);
    expect(order.status).toBe('waiting');
    expect(order.next_step_at).toEqual(order.edit_until);
    const ref = { orderId: order.id, merchantId: order.merchant_id, cartId: cart, number: order.number };
    const planRelease = createPlanRelease(hub.deps);
    expect(await planRelease(ref)).toEqual({
      holds: [],
      editUntil: order.edit_until?.toISOString(),
      send: { kind: 'at_once' },
    });
    const settings = JSON.stringify((await loadCart(hub.db, cart)).settings).replace('600', '0');
    await hub.db.updateTable('carts').set({ settings }).where('id', '=', cart).execute();
    expect(await planRelease(ref)).toEqual({ holds: [], send: { kind: 'at_once' } });
  });

  it('holds an unsent order while its cart does, and lets it go with the cart', async () => {
    const cart = await newCart();
    const placed = await control.placeOrder();
    await pull(cart);
    await control.changeOrder(placed.id, { status: 'on_hold' });
    await pull(cart);
    const held = await orderOf(cart, placed.id);
    expect(held.holds).toHaveLength(1);
    expect(held.signals?.at(-1)).toEqual({
      name: 'hold',
      args: [{ author: { kind: 'cart' }, holdId: held.holds[0]?.id }],
    });
    await control.changeOrder(placed.id, { status: 'paid' });
    await pull(cart);
    const free = await orderOf(cart, placed.id);
    expect(free.holds).toEqual([]);
    expect(free.signals?.at(-1)?.name).toBe('recheck');
  });

  it('asks a person where the cart says so: the order is held, told once, and goes on when the cart takes it back', async () => {
    const cart = await newCart({ settings: { cancellations: 'ask' } });
    const placed = await control.placeOrder();
    const accepted = await control.placeOrder();
    await pull(cart);
    await hub.setStatus(accepted.id, 'accepted');
    await control.cancel(placed.id);
    await control.cancel(accepted.id);
    await pull(cart);
    await pull(cart);
    const asked = { cause: 'cancel_requested_in_cart', subject: 'cancelled in the cart' };
    const held = await orderOf(cart, placed.id);
    expect(held.problems).toEqual([asked]);
    expect(held.signals?.map(({ name }) => name)).toEqual(['hold']);
    expect(await orderOf(cart, accepted.id)).toMatchObject({ problems: [asked], signals: [] });
    await control.changeOrder(placed.id, { status: 'paid' });
    await pull(cart);
    expect(await orderOf(cart, placed.id)).toMatchObject({ problems: [], holds: [] });
  });

  it('cancels by itself: unsent orders that the cart cancelled, archived or emptied, and accepted ones that it cancelled', async () => {
    const cart = await newCart();
    const [cancelled, closed, emptied, accepted, archived] = await Promise.all([
      control.placeOrder(),
      control.placeOrder(),
      control.placeOrder(),
      control.placeOrder(),
      control.placeOrder(),
    ]);
    await pull(cart);
    await hub.setStatus(accepted.id, 'accepted');
    await hub.setStatus(archived.id, 'accepted');
    await control.cancel(cancelled.id);
    await control.changeOrder(closed.id, { status: 'closed' });
    await control.refund(emptied.id, emptied.lines[0]?.id ?? '', 1);
    await control.cancel(accepted.id);
    await control.changeOrder(archived.id, { status: 'closed' });
    await pull(cart);
    await pull(cart);
    for (const { id } of [cancelled, closed, emptied, accepted]) {
      const { signals } = await orderOf(cart, id);
      expect(signals?.map(({ name }) => name)).toEqual(['cancelOrder']);
    }
    expect(await orderOf(cart, archived.id)).toMatchObject({ signals: [], problems: [] });
  });

  it('refuses what the cart cancels after everything shipped, once, even where that came between reading and telling', async () => {
    const cart = await newCart();
    const [before, meanwhile, cancelled] = await Promise.all([
      control.placeOrder(),
      control.placeOrder(),
      control.placeOrder(),
    ]);
    await pull(cart);
    await Promise.all([before, meanwhile, cancelled].map(({ id }) => control.cancel(id)));
    await hub.setStatus(before.id, 'confirmed');
    await hub.setStatus(cancelled.id, 'cancelled');
    await hub.setStatus(meanwhile.id, 'accepted');
    await pull(cart);
    await hub.setStatus(meanwhile.id, 'confirmed');
    const { id } = await orderOf(cart, meanwhile.id);
    await hub.db.updateTable('orders').set({ pull_todo: 'tell' }).where('id', '=', id).execute();
    await pull(cart);
    await pull(cart);
    const told = async (sourceId: string) => {
      const order = await orderOf(cart, sourceId);
      const events = await listEvents(hub.db, order.id);
      return events.map(({ kind }) => kind).filter((kind) => kind.startsWith('cancel'));
    };
    expect(await told(before.id)).toEqual(['cancel_requested', 'cancel_refused']);
    expect(await told(meanwhile.id)).toEqual(['cancel_requested', 'cancel_refused']);
    expect(await told(cancelled.id)).toEqual([]);
    expect((await orderOf(cart, before.id)).status).toBe('confirmed');
  });

  it('tells once when an accepted order is changed or shipped by somebody else, and keeps what EasyPost has', async () => {
    const cart = await newCart();
    const moved = await control.placeOrder({ lines: [{ sku: 'A', quantity: 3 }] });
    const shipped = await control.placeOrder();
    await pull(cart);
    for (const { id } of [moved, shipped]) await hub.setStatus(id, 'accepted');
    await control.changeOrder(moved.id, { ship_to: { city: 'Oakland' } });
    await control.changeOrder(shipped.id, { lines: { [shipped.lines[0]?.id ?? '']: { quantity_shipped: 1 } } });
    await pull(cart);
    await pull(cart);
    expect(await orderOf(cart, moved.id)).toMatchObject({
      ship_to: { city: 'San Francisco' },
      problems: [{ cause: 'changed_after_sending', subject: 'address or lines' }],
      signals: [],
    });
    expect((await orderOf(cart, shipped.id)).problems).toEqual([
      { cause: 'changed_after_sending', subject: 'shipped in the cart by somebody else' },
    ]);
    const events = await hub.db
      .selectFrom('order_events')
      .select('kind')
      .where('order_id', '=', (await orderOf(cart, moved.id)).id)
      .orderBy('id')
      .execute();
    expect(events.map(({ kind }) => kind)).toEqual(['imported', 'notice']);
  });

  it('sends only what the cart has not shipped already', async () => {
    const cart = await newCart();
    const placed = await control.placeOrder({ lines: [{ sku: 'A', quantity: 3, quantity_shipped: 1 }] });
    await pull(cart);
    const order = await orderOf(cart, placed.id);
    expect((await hub.lines(order.id)).map(({ quantity }) => quantity)).toEqual([2]);
  });
});
