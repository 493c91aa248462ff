import { setTimeout as sleep } from 'node:timers/promises';
import { setEasypost } from '../../operations/set-easypost.ts';
import { orderWorkflowId, WORKFLOW } from '../../shared/names.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { waitsForAcceptance } from '../parts/latencies.ts';
import { addBenchCart, addBenchMerchant, countOrders, keyOf, runStep, untilServed } from '../parts/merchants.ts';
import { round, spreadOf, type Spread } from '../parts/percentiles.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import { every, inParallel, until } from '../parts/until.ts';

const CALLS_PER_SECOND = 20;
const HELD = 'held';
const OTHER = 'other';
/** Of the other merchant: how often an order comes, and how often its cart is pulled. */
const ORDER_EVERY_MS = 500;
const PULL_EVERY_MS = 2_000;
const GOAL = 0.9;
/** What noise of a busy machine may add to the others' p95, in seconds. */
const SLACK_S = 2;

/** Holds `count` orders for lack of stock, with a limit that lets them in quickly. */
async function holdOrders(stack: BenchStack, shop: DemoCart, count: number): Promise<void> {
  await addBenchMerchant(stack, { id: HELD, stock: { WIDGET: 0 } });
  await addBenchCart(stack, HELD, 'held-shop', shop);
  await untilServed(stack, HELD);
  await runStep(stack.context, WORKFLOW.pullOrders, 'held-shop');
  await until('all are held', async () => (await countOrders(stack.context, HELD, ['backordered'])) === count);
  await setEasypost(stack.context, HELD, { testKey: keyOf(HELD), callsPerSecond: CALLS_PER_SECOND });
  // The account's Worker is replaced by one with the new limit within seconds.
  await sleep(8_000);
  await stack.easypost.setStock({ key: keyOf(HELD), barcode: 'WIDGET', quantity: count });
}

/** Tells all at once what 1 AM tells them: try again. */
async function releaseAll({ context }: BenchStack): Promise<void> {
  const rows = await context.db.selectFrom('orders').select('source_id').where('merchant_id', '=', HELD).execute();
  const release = { reason: 'user', author: { kind: 'cartway' } };
  await inParallel(rows, 50, ({ source_id: sourceId }) =>
    context.temporal.workflow
      .getHandle(orderWorkflowId({ merchantId: HELD, cartId: 'held-shop', sourceId }))
      .signal(ORDER_MESSAGE.release, release),
  );
}

/** How long the other merchant's orders take from paid to accepted while `work` goes on. */
async function othersDuring(stack: BenchStack, shop: DemoCart, work: () => Promise<void>): Promise<Spread> {
  const cart = createCartControl(shop.controlUrl);
  const from = new Date();
  const stopOrders = every(ORDER_EVERY_MS, async () => void (await cart.placeOrder()));
  const stopPulls = every(PULL_EVERY_MS, () => runStep(stack.context, WORKFLOW.pullOrders, 'other-shop'));
  await work();
  await stopOrders();
  await stopPulls();
  await runStep(stack.context, WORKFLOW.pullOrders, 'other-shop');
  await until('the others are sent', async () => (await countOrders(stack.context, OTHER, ['sending'])) === 0);
  return spreadOf(await waitsForAcceptance(stack.context.db, OTHER, from));
}

/** 1,000 orders that wait for 1 AM are released at once into an account with a limit. */
export async function measureBurst({ quick }: BenchOptions): Promise<BenchResult> {
  const held = quick ? 100 : 1_000;
  const stack = await startBenchStack();
  const shop = await startDemoCart({ token: 'bench-burst', seed: { orders: Array(held).fill({}) } });
  const otherShop = await startDemoCart({ token: 'bench-burst' });
  try {
    await addBenchMerchant(stack, { id: OTHER, stock: { WIDGET: 100_000 } });
    await addBenchCart(stack, OTHER, 'other-shop', otherShop);
    await holdOrders(stack, shop, held);
    say(`${held} orders are held`);
    const quiet = await othersDuring(stack, otherShop, () => sleep(quick ? 5_000 : 30_000));
    let seconds = 0;
    const during = await othersDuring(stack, otherShop, async () => {
      const began = Date.now();
      await releaseAll(stack);
      await until('the burst is drained', async () => (await countOrders(stack.context, HELD, ['accepted'])) === held);
      seconds = (Date.now() - began) / 1000;
    });
    const drained_per_s = held / seconds;
    return {
      held,
      calls_per_s_allowed: CALLS_PER_SECOND,
      drained_per_s: round(drained_per_s, 1),
      others_quiet_s: quiet,
      others_in_burst_s: during,
      met: {
        [`drained at ${GOAL * 100} % of the limit`]: drained_per_s >= CALLS_PER_SECOND * GOAL,
        [`others' p95 at most ${SLACK_S} s later`]: during.p95 <= quiet.p95 + SLACK_S,
      },
    };
  } finally {
    await shop.close();
    await otherShop.close();
    await stack.stop();
  }
}
