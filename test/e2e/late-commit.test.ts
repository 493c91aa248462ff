import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelOrder } from '../../operations/cancel-order.ts';
import { findOrder } from '../../operations/find-order.ts';
import { releaseOrder } from '../../operations/release-order.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { startHub, TEST_KEY, type Hub } from './hub.ts';

/** Longer than the hub waits before it sends again (`CARTWAY_SETTLE_SECONDS`). */
const LATE_MS = 5_000;

await describeWithTemporal('An order that EasyPost makes long after its 504', () => {
  let hub: Hub;
  let server: DemoCart;
  let cart: CartControl;

  beforeAll(async () => {
    hub = await startHub();
    server = await startDemoCart({ token: 'late-cart-token' });
    cart = createCartControl(server.controlUrl);
    await hub.addMerchant('late', { LAMP: 1, VASE: 5 });
    await hub.addCart('late', 'late-shop', {
      kind: 'generic',
      connection: { ordersUrl: server.ordersUrl, shipmentsUrl: server.shipmentsUrl, inventoryUrl: server.inventoryUrl },
      credentials: { token: 'late-cart-token' },
    });
  });

  afterAll(async () => {
    await hub?.close();
    await server?.close();
  });

  async function liveOrdersOf(number: string) {
    const { reference } = await hub.order(number);
    const orders = await hub.easypost.orders(TEST_KEY);
    return orders.filter(({ description, status }) => description?.startsWith(reference) && status !== 'cancelled');
  }

  /** Places an order that EasyPost answers with 504 and, when it is sent again, with "out of stock". */
  async function placeBackordered(number: string): Promise<void> {
    await hub.easypost.addFault({ effect: { kind: 'late_commit', ms: LATE_MS }, path: '/orders' });
    await hub.easypost.addFault({ effect: { kind: 'out_of_stock' } });
    await cart.placeOrder({ number, lines: [{ sku: 'VASE', quantity: 1 }] });
    await hub.pull('late-shop');
    await hub.reaches(number, 'backordered');
  }

  /** The id of the order that the 504 has made after all. */
  async function lateOrderOf(number: string): Promise<string> {
    const [order] = await until('the late order is there', async () => {
      const live = await liveOrdersOf(number);
      return live.length > 0 && live;
    });
    return order?.id ?? '';
  }

  it('is taken for the order, if Cartway holds it as backordered by then', async () => {
    await placeBackordered('L1');
    const easypostOrderId = await lateOrderOf('L1');
    await hub.readTracking('late');
    await hub.reaches('L1', 'accepted');
    expect((await hub.order('L1')).easypostOrderId).toBe(easypostOrderId);
    await hub.easypost.ship(easypostOrderId);
    await hub.readTracking('late');
    await hub.reaches('L1', 'confirmed');
    expect(await liveOrdersOf('L1')).toHaveLength(1);
  });

  it('is found before the order is sent again, even if no tracking was read in between', async () => {
    await placeBackordered('L2');
    const easypostOrderId = await lateOrderOf('L2');
    await releaseOrder(hub.context, await findOrder(hub.context, { order: 'L2' }));
    await hub.reaches('L2', 'accepted');
    expect((await hub.order('L2')).easypostOrderId).toBe(easypostOrderId);
    expect(await liveOrdersOf('L2')).toHaveLength(1);
  });

  it('is cancelled there, if the order was cancelled meanwhile', async () => {
    await placeBackordered('L3');
    const order = await findOrder(hub.context, { order: 'L3' });
    expect(await cancelOrder(hub.context, order, 30_000)).toEqual({ kind: 'cancelled' });
    await lateOrderOf('L3');
    await hub.readTracking('late');
    expect(await liveOrdersOf('L3')).toEqual([]);
    expect((await hub.order('L3')).status).toBe('cancelled');
  });

  it('is cancelled there, if an attempt that was thought dead stored it after the cancellation', async () => {
    await cart.placeOrder({ number: 'L4', lines: [{ sku: 'VASE', quantity: 1 }] });
    await hub.pull('late-shop');
    await hub.reaches('L4', 'accepted');
    // What the dead attempt leaves: the row says cancelled, EasyPost has the order.
    await hub.context.db.updateTable('orders').set({ status: 'cancelled' }).where('number', '=', 'L4').execute();
    await hub.readTracking('late');
    expect(await liveOrdersOf('L4')).toEqual([]);
    expect((await hub.order('L4')).timeline.map(({ kind }) => kind)).toContain('double');
  });
});
