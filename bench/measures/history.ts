import { cancelOrder } from '../../operations/cancel-order.ts';
import { findOrder } from '../../operations/find-order.ts';
import { orderWorkflowId, WORKFLOW } from '../../shared/names.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { costOf, type Cost } from '../parts/actions.ts';
import { costOfHeldNight } from '../parts/held-nights.ts';
import { addBenchCart, addBenchMerchant, countOrders, keyOf, runStep } from '../parts/merchants.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import { until } from '../parts/until.ts';

const MERCHANT = 'history';
const SHOP = 'history-shop';
/** Its orders can be changed for a while, so they wait before they are sent. */
const SLOW_SHOP = 'history-slow';
const WAIT_MS = 30_000;

interface Scene {
  stack: BenchStack;
  cart: CartControl;
}

async function reaches({ stack }: Scene, status: OrderStatus): Promise<void> {
  await until(`an order is ${status}`, async () => (await countOrders(stack.context, MERCHANT, [status])) > 0);
}

async function placeAndPull({ stack, cart }: Scene, shop: string): Promise<{ id: string; number: string }> {
  const order = await cart.placeOrder({ number: `${shop}-${Date.now()}` });
  await runStep(stack.context, WORKFLOW.pullOrders, shop);
  return order;
}

async function costOfOrder({ stack }: Scene, cartId: string, sourceId: string): Promise<Cost & { bytes: number }> {
  const id = orderWorkflowId({ merchantId: MERCHANT, cartId, sourceId });
  const handle = stack.context.temporal.workflow.getHandle(id);
  await handle.result();
  const { historySize: bytes = 0 } = await handle.describe();
  return { ...costOf((await handle.fetchHistory()).events ?? []), bytes };
}

async function happyOrder(scene: Scene): Promise<Cost & { bytes: number }> {
  const { id } = await placeAndPull(scene, SHOP);
  await reaches(scene, 'accepted');
  await scene.stack.easypost.shipAll({ key: keyOf(MERCHANT) });
  await runStep(scene.stack.context, WORKFLOW.readTracking, MERCHANT);
  return costOfOrder(scene, SHOP, id);
}

async function cancelledOrder(scene: Scene, shop: string, status: OrderStatus): Promise<Cost & { bytes: number }> {
  const { id, number } = await placeAndPull(scene, shop);
  await reaches(scene, status);
  const { context } = scene.stack;
  await cancelOrder(context, await findOrder(context, { order: number, merchant: MERCHANT }), WAIT_MS);
  return costOfOrder(scene, shop, id);
}

/** Events and billable actions of orders, counted in the histories that a real run leaves. */
export async function measureHistory({ quick }: BenchOptions): Promise<BenchResult> {
  const stack = await startBenchStack();
  const shop = await startDemoCart({ token: 'bench-history' });
  const slowShop = await startDemoCart({ token: 'bench-history' });
  try {
    await addBenchMerchant(stack, { id: MERCHANT, stock: { WIDGET: 100 } });
    await addBenchCart(stack, MERCHANT, SHOP, shop);
    await addBenchCart(stack, MERCHANT, SLOW_SHOP, slowShop, { editWindow: 3_600 });
    const scene = { stack, cart: createCartControl(shop.controlUrl) };
    say('one order with one parcel');
    const happy = await happyOrder(scene);
    say('cancellations');
    const cancelled_after_acceptance = await cancelledOrder(scene, SHOP, 'accepted');
    const slow = { stack, cart: createCartControl(slowShop.controlUrl) };
    const cancelled_before_sending = await cancelledOrder(slow, SLOW_SHOP, 'waiting');
    say('held nights');
    const held_night = await costOfHeldNight(quick ? 3 : 20);
    return {
      happy,
      held_night,
      cancelled_before_sending,
      cancelled_after_acceptance,
      met: {
        'happy: 25 events and 7 actions at most': happy.events <= 25 && happy.actions <= 7,
        'held night: 12 events and 3 actions at most': held_night.events <= 12 && held_night.actions <= 3,
      },
    };
  } finally {
    await slowShop.close();
    await shop.close();
    await stack.stop();
  }
}
