import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAliases } from '../../operations/add-aliases.ts';
import { cancelOrder } from '../../operations/cancel-order.ts';
import { findOrder } from '../../operations/find-order.ts';
import { recheckOrder } from '../../operations/recheck-order.ts';
import { setEasypost } from '../../operations/set-easypost.ts';
import { orderWorkflowId } from '../../shared/names.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { startHub, TEST_KEY, type Hub } from './hub.ts';

const WAIT_MS = 30_000;

await describeWithTemporal('From the demo cart to EasyPost and back', () => {
  let hub: Hub;
  let server: DemoCart;
  let cart: CartControl;

  beforeAll(async () => {
    hub = await startHub();
    server = await startDemoCart({ token: 'demo-cart-token' });
    cart = createCartControl(server.controlUrl);
    await hub.addMerchant('acme', { MUG: 100, CAP: 100, RARE: 0 });
    await hub.addCart('acme', 'acme-shop', {
      kind: 'generic',
      connection: { ordersUrl: server.ordersUrl, shipmentsUrl: server.shipmentsUrl, inventoryUrl: server.inventoryUrl },
      credentials: { token: 'demo-cart-token' },
    });
  });

  afterAll(async () => {
    await hub?.close();
    await server?.close();
  });

  /** Places an order and pulls it. Gives its EasyPost order once it is accepted. */
  async function accepted(number: string, lines: { sku: string; quantity: number }[]) {
    const order = await cart.placeOrder({ number, lines });
    await hub.pull('acme-shop');
    await hub.reaches(number, 'accepted');
    const { easypostOrderId } = await hub.order(number);
    return { order, easypostOrderId: easypostOrderId ?? '' };
  }

  async function cancel(number: string) {
    return cancelOrder(hub.context, await findOrder(hub.context, { order: number }), WAIT_MS);
  }

  async function easypostOrdersOf(number: string) {
    const { reference } = await hub.order(number);
    return (await hub.easypost.orders(TEST_KEY)).filter(({ description }) => description?.startsWith(reference));
  }

  it('an order in two parcels comes back on the right lines and ends as confirmed', async () => {
    const lines = [
      { sku: 'MUG', quantity: 2 },
      { sku: 'CAP', quantity: 1 },
      { sku: 'MUG', quantity: 1 },
    ];
    const { order, easypostOrderId } = await accepted('E1', lines);
    await hub.easypost.ship(easypostOrderId, [{ units: { MUG: 3 }, carrier: 'UPS', trackingCode: '1Z1' }]);
    await hub.readTracking('acme');
    await hub.reaches('E1', 'partially_shipped');
    await hub.easypost.ship(easypostOrderId, [{ carrier: 'USPS', trackingCode: '9400' }]);
    await hub.readTracking('acme');
    await hub.reaches('E1', 'confirmed');
    const shipments = (await cart.shipments()).filter(({ order_id }) => order_id === order.id);
    const [mug, cap, secondMug] = order.lines.map(({ id }) => id);
    expect(
      shipments.map(({ tracking_number, lines: shipped }) => [
        tracking_number,
        shipped.map(({ line_id, quantity }) => [line_id, quantity]),
      ]),
    ).toEqual([
      [
        '1Z1',
        [
          [mug, 2],
          [secondMug, 1],
        ],
      ],
      ['9400', [[cap, 1]]],
    ]);
    expect(await easypostOrdersOf('E1')).toHaveLength(1);
    expect((await hub.order('E1')).timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['imported', 'accepted', 'parcel', 'written', 'confirmed']),
    );
  });

  it('a pulled order starts on the worker that pulled it, without a task in the queue', async () => {
    const { order } = await accepted('E1b', [{ sku: 'MUG', quantity: 1 }]);
    const id = orderWorkflowId({ merchantId: 'acme', cartId: 'acme-shop', sourceId: order.id });
    const { events } = await hub.context.temporal.workflow.getHandle(id).fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes).toMatchObject({ eagerExecutionAccepted: true });
  });

  it('a backorder is released when stock arrives', async () => {
    await cart.placeOrder({ number: 'E2', lines: [{ sku: 'RARE', quantity: 2 }] });
    await hub.pull('acme-shop');
    await hub.reaches('E2', 'backordered');
    expect((await hub.order('E2')).why.join(' ')).toContain('2 × RARE');
    await hub.easypost.setStock({ key: TEST_KEY, barcode: 'RARE', quantity: 2 });
    await hub.readStock('acme');
    await hub.reaches('E2', 'accepted');
  });

  it('an unknown SKU is a problem that names its fix, and the alias releases every order that it blocked', async () => {
    await cart.placeOrder({ number: 'E3', lines: [{ sku: 'SHOP-MUG', quantity: 1 }] });
    await cart.placeOrder({ number: 'E4', lines: [{ sku: 'SHOP-MUG', quantity: 1 }] });
    await hub.pull('acme-shop');
    await hub.reaches('E3', 'problem');
    await hub.reaches('E4', 'problem');
    expect((await hub.order('E3')).problems).toMatchObject([{ cause: 'unknown_sku', subject: 'SHOP-MUG' }]);
    await addAliases(hub.context, 'acme', [{ sku: 'SHOP-MUG', barcode: 'MUG' }]);
    await hub.reaches('E3', 'accepted');
    await hub.reaches('E4', 'accepted');
    expect((await hub.order('E3')).problems).toEqual([]);
  });

  it('a cancellation is agreed to before picking and refused with the reason after shipping', async () => {
    await accepted('E5', [{ sku: 'CAP', quantity: 1 }]);
    expect(await cancel('E5')).toEqual({ kind: 'cancelled' });
    expect((await easypostOrdersOf('E5')).map(({ status }) => status)).toEqual(['cancelled']);
    const { easypostOrderId } = await accepted('E6', [{ sku: 'CAP', quantity: 1 }]);
    await hub.easypost.ship(easypostOrderId);
    expect(await cancel('E6')).toEqual({ kind: 'refused', reason: 'already_shipped' });
    await hub.readTracking('acme');
    await hub.reaches('E6', 'confirmed');
    expect(await cancel('E6')).toEqual({ kind: 'refused', reason: 'already_confirmed' });
    expect((await hub.order('E6')).timeline.filter(({ kind }) => kind === 'cancel_refused')).toHaveLength(2);
  });

  it('a cancellation in the cart cancels at EasyPost', async () => {
    const { order } = await accepted('E7', [{ sku: 'CAP', quantity: 1 }]);
    await cart.cancel(order.id);
    await hub.pull('acme-shop');
    await hub.reaches('E7', 'cancelled');
    expect((await easypostOrdersOf('E7')).map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('a create whose connection breaks after the commit makes one order', async () => {
    await hub.easypost.addFault({ effect: { kind: 'commit_then_drop' }, path: '/orders' });
    await accepted('E8', [{ sku: 'CAP', quantity: 1 }]);
    expect(await easypostOrdersOf('E8')).toHaveLength(1);
  });

  it('a create that commits late makes a double, which is cancelled and recorded', async () => {
    await hub.easypost.addFault({ effect: { kind: 'late_commit', ms: 4_000 }, path: '/orders' });
    await accepted('E9', [{ sku: 'CAP', quantity: 1 }]);
    await until('the late order is there', async () => (await easypostOrdersOf('E9')).length === 2);
    await hub.readTracking('acme');
    const statuses = (await easypostOrdersOf('E9')).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 'cancelled')).toHaveLength(1);
    expect((await hub.order('E9')).timeline.map(({ kind }) => kind)).toContain('double');
  });

  it('a shipment whose answer is lost is in the cart once', async () => {
    const { order, easypostOrderId } = await accepted('E10', [{ sku: 'MUG', quantity: 1 }]);
    await cart.addFault({ fault: { kind: 'commit_then_drop' }, endpoint: 'shipments', method: 'POST', times: 1 });
    await hub.easypost.ship(easypostOrderId);
    await hub.readTracking('acme');
    await hub.reaches('E10', 'confirmed');
    expect((await cart.shipments()).filter(({ order_id }) => order_id === order.id)).toHaveLength(1);
  });

  it('a worker that was away takes up what came meanwhile', async () => {
    await hub.stopWorker();
    await cart.placeOrder({ number: 'E11', lines: [{ sku: 'CAP', quantity: 1 }] });
    await hub.startWorker();
    await hub.pull('acme-shop');
    await hub.reaches('E11', 'accepted');
  });

  it('an order that EasyPost cancels on its side becomes a problem, and is sent again when asked', async () => {
    const { easypostOrderId } = await accepted('E12', [{ sku: 'CAP', quantity: 1 }]);
    await hub.easypost.cancel(easypostOrderId);
    await hub.readTracking('acme');
    await hub.reaches('E12', 'problem');
    const order = await findOrder(hub.context, { order: 'E12' });
    await recheckOrder(hub.context, order);
    await hub.reaches('E12', 'accepted');
    expect((await easypostOrdersOf('E12')).filter(({ status }) => status !== 'cancelled')).toHaveLength(1);
  });

  it('stock is set in the cart: what EasyPost has, less what is still to be sent', async () => {
    await hub.readStock('acme');
    const quantity = (await hub.easypost.stock(TEST_KEY)).find(({ barcode }) => barcode === 'MUG')?.available;
    await until('the cart has the stock', async () => (await cart.stock())['MUG'] === quantity);
    expect((await cart.stock())['SHOP-MUG']).toBe(quantity);
  });

  it('a key that EasyPost refuses stops all orders with one problem, and a new key sends them', async () => {
    await hub.easypost.setKeyActive(TEST_KEY, false);
    await cart.placeOrder({ number: 'E13', lines: [{ sku: 'CAP', quantity: 1 }] });
    await cart.placeOrder({ number: 'E14', lines: [{ sku: 'CAP', quantity: 1 }] });
    await hub.pull('acme-shop');
    await hub.reaches('E13', 'problem');
    await hub.reaches('E14', 'problem');
    await hub.easypost.setKeyActive(TEST_KEY, true);
    expect((await setEasypost(hub.context, 'acme', { testKey: TEST_KEY })).rechecked).toBe(2);
    await hub.reaches('E13', 'accepted');
    await hub.reaches('E14', 'accepted');
  });

  it('an order whose product EasyPost gets later goes on with the next reading', async () => {
    await cart.placeOrder({ number: 'E15', lines: [{ sku: 'NEW-HAT', quantity: 1 }] });
    await hub.pull('acme-shop');
    await hub.reaches('E15', 'problem');
    await hub.easypost.seedProducts(TEST_KEY, [{ barcode: 'NEW-HAT', quantity: 3 }]);
    await hub.readStock('acme');
    await hub.reaches('E15', 'accepted');
  });

  it('a parcel for a shop that refuses its credentials waits, and is written when a pull gets in again', async () => {
    const { easypostOrderId } = await accepted('E16', [{ sku: 'CAP', quantity: 1 }]);
    await cart.addFault({ fault: { kind: 'unauthorized' }, endpoint: 'shipments' });
    await hub.easypost.ship(easypostOrderId);
    await hub.readTracking('acme');
    await until('the order says what it waits for', async () =>
      (await hub.order('E16')).problems.some(({ cause }) => cause === 'cart_unauthorized'),
    );
    await cart.clearFaults();
    await hub.pull('acme-shop');
    await hub.reaches('E16', 'confirmed');
  });
});
