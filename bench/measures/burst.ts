import { setTimeout as sleep } from 'node:timers/promises';
import { WORKFLOW } from '../../shared/names.ts';
import { formatWallTime } from '../../shared/time/format.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { waitsForAcceptance } from '../parts/latencies.ts';
import { addBenchCart, addBenchMerchant, countOrders, keyOf, runStep, untilServed } from '../parts/merchants.ts';
import { cpuDuring } from '../parts/processes.ts';
import { round, spreadOf, type Spread } from '../parts/percentiles.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import { every, until } from '../parts/until.ts';

const CALLS_PER_SECOND = 20;
const MINUTE_MS = 60_000;
const HELD = 'held';
const OTHER = 'other';
/** Of the other merchant: how often an order comes, and how often its cart is pulled. */
const ORDER_EVERY_MS = 500;
const PULL_EVERY_MS = 2_000;
const GOAL = 0.9;
/** What noise of a busy machine may add to the others' p95, in seconds. */
const SLACK_S = 2;

/** The start of the minute that lies at least so many minutes ahead. */
function minuteAhead(minutes: number): Date {
  return new Date(Math.ceil(Date.now() / MINUTE_MS + minutes) * MINUTE_MS);
}

/** Holds `count` orders for lack of stock, whose nightly retry is at `night`; then there is stock. */
async function holdOrders(stack: BenchStack, shop: DemoCart, count: number, night: Date): Promise<void> {
  const retryTime = night.toISOString().slice(11, 16);
  await addBenchMerchant(stack, {
    id: HELD,
    stock: { WIDGET: 0 },
    callsPerSecond: CALLS_PER_SECOND,
    settings: { retryTime, retryZone: 'UTC' },
  });
  await addBenchCart(stack, HELD, 'held-shop', shop);
  await untilServed(stack, HELD);
  await runStep(stack.context, WORKFLOW.pullOrders, 'held-shop');
  await until('all are held', async () => (await countOrders(stack.context, HELD, ['backordered'])) === count);
  await stack.easypost.setStock({ key: keyOf(HELD), barcode: 'WIDGET', quantity: count });
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

async function lastAcceptance({ context }: BenchStack): Promise<Date> {
  const { last } = await context.db
    .selectFrom('orders')
    .select((eb) => eb.fn.max('accepted_at').as('last'))
    .where('merchant_id', '=', HELD)
    .executeTakeFirstOrThrow();
  if (!last) throw new Error('No held order was accepted');
  return last;
}

/** 1,000 orders that wait for the night's retry meet it together, in an account with a limit. */
export async function measureBurst({ quick }: BenchOptions): Promise<BenchResult> {
  const held = quick ? 100 : 1_000;
  const stack = await startBenchStack();
  const shop = await startDemoCart({ token: 'bench-burst', seed: { orders: Array(held).fill({}) } });
  const otherShop = await startDemoCart({ token: 'bench-burst' });
  try {
    await addBenchMerchant(stack, { id: OTHER, stock: { WIDGET: 100_000 } });
    await addBenchCart(stack, OTHER, 'other-shop', otherShop);
    const night = minuteAhead(quick ? 1 : 4);
    await holdOrders(stack, shop, held, night);
    say(`${held} orders are held until ${formatWallTime(night.getTime(), 'UTC')}`);
    const quietMs = quick ? 5_000 : 30_000;
    const rest = night.getTime() - Date.now() - quietMs;
    if (rest < 0) throw new Error('This machine took too long to hold the orders: their retry has begun');
    const quiet = await othersDuring(stack, otherShop, () => sleep(quietMs));
    await sleep(night.getTime() - Date.now());
    let cpu: Record<string, number> = {};
    const during = await othersDuring(stack, otherShop, async () => {
      cpu = await cpuDuring({ ...stack.pids, worker: stack.workers[0]?.pid ?? 0 }, () =>
        until('the burst is drained', async () => (await countOrders(stack.context, HELD, ['accepted'])) === held),
      );
    });
    const seconds = ((await lastAcceptance(stack)).getTime() - night.getTime()) / 1000;
    const drained_per_s = held / seconds;
    return {
      held,
      calls_per_s_allowed: CALLS_PER_SECOND,
      drained_per_s: round(drained_per_s, 1),
      cores_used: Object.fromEntries(Object.entries(cpu).map(([part, used]) => [part, round(used / seconds)])),
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
