import { setTimeout as sleep } from 'node:timers/promises';
import { WORKFLOW } from '../../shared/names.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { addBenchCart, addBenchMerchant, countOrders, runStep, untilServed } from '../parts/merchants.ts';
import { round } from '../parts/percentiles.ts';
import { rssMb, sample, trendOf } from '../parts/processes.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import { every, until } from '../parts/until.ts';

const MERCHANT = 'importer';
const SHOP = 'importer-shop';
const OTHER = 'other';
const OTHER_SHOP = 'other-shop';
const GOAL_PER_SECOND = 200;
/** So few orders are kept in memory that they are soon as many as there will be: what grows then is the import's. */
const WORKER_HEAP_MB = 1_024;
/** What a garbage collector may leave lying; more would grow with the number of orders. */
const FLAT_MB = 50;

interface Counts {
  stored: number;
  started: number;
}

async function countsOf({ context }: BenchStack): Promise<Counts> {
  const { stored, started } = await context.db
    .selectFrom('orders')
    .select((eb) => [eb.fn.countAll<string>().as('stored'), eb.fn.count<string>('workflow_started_at').as('started')])
    .where('cart_id', '=', SHOP)
    .executeTakeFirstOrThrow();
  return { stored: Number(stored), started: Number(started) };
}

/** The first pull of a cart that has many paid orders: into PostgreSQL, and their workflows started. */
export async function measureImport({ quick }: BenchOptions): Promise<BenchResult> {
  const orders = quick ? 300 : 10_000;
  const stack = await startBenchStack({ workerHeapMb: WORKER_HEAP_MB });
  const shop = await startDemoCart({ token: 'bench-import', seed: { orders: Array(orders).fill({}) } });
  const otherShop = await startDemoCart({ token: 'bench-other', seed: { orders: [{}] } });
  try {
    // Held by the edit window: what is measured is the import, not the sending of what it brings.
    await addBenchMerchant(stack, { id: MERCHANT, stock: { WIDGET: orders } });
    await addBenchCart(stack, MERCHANT, SHOP, shop, { editWindow: 86_400 });
    await addBenchMerchant(stack, { id: OTHER, stock: { WIDGET: 1 } });
    await addBenchCart(stack, OTHER, OTHER_SHOP, otherShop);
    await Promise.all([MERCHANT, OTHER].map((merchant) => untilServed(stack, merchant)));
    const other = sleep(quick ? 1_000 : 20_000).then(() => acceptOther(stack));
    const [result, other_accepted_s] = await Promise.all([pullOnce(stack, orders), other]);
    return { ...result, other_accepted_s };
  } finally {
    await shop.close();
    await otherShop.close();
    await stack.stop();
  }
}

/** Seconds from the pull of another merchant's only order until EasyPost has it. */
async function acceptOther(stack: BenchStack): Promise<number> {
  const began = Date.now();
  await runStep(stack.context, WORKFLOW.pullOrders, OTHER_SHOP);
  await until('the other order is accepted', async () => (await countOrders(stack.context, OTHER, ['accepted'])) === 1);
  return round((Date.now() - began) / 1000, 1);
}

async function pullOnce(stack: BenchStack, orders: number): Promise<BenchResult> {
  const pid = stack.workers[0]?.pid ?? 0;
  const began = Date.now();
  const elapsed = () => (Date.now() - began) / 1000;
  let storedAfter = 0;
  const stopWatching = every(250, async () => {
    const counts = await countsOf(stack);
    if (counts.stored === orders) storedAfter ||= elapsed();
  });
  const stopSampling = sample(() => rssMb(pid));
  await runStep(stack.context, WORKFLOW.pullOrders, SHOP);
  const startedAfter = elapsed();
  await stopWatching();
  const rss = stopSampling();
  // The first task of this pull waits behind all first tasks of the orders.
  await runStep(stack.context, WORKFLOW.pullOrders, OTHER_SHOP);
  const underWayAfter = elapsed();
  const { stored, started } = await countsOf(stack);
  if (stored !== orders || started !== orders) throw new Error(`${stored} stored, ${started} started of ${orders}`);
  const { early, late } = trendOf(rss);
  const stored_per_s = orders / (storedAfter || startedAfter);
  say(
    `stored after ${storedAfter} s, started after ${startedAfter} s, under way after ${underWayAfter} s; MB: ${rss.filter((_, i) => i % 20 === 0).join(' ')}`,
  );
  return {
    orders,
    stored_per_s: round(stored_per_s, 1),
    started_per_s: round(orders / startedAfter, 1),
    under_way_per_s: round(orders / underWayAfter, 1),
    worker_heap_mb: WORKER_HEAP_MB,
    worker_rss_before_mb: rss[0],
    worker_rss_early_mb: early,
    worker_rss_late_mb: late,
    worker_rss_peak_mb: Math.max(...rss),
    met: {
      [`${GOAL_PER_SECOND} orders a second into PostgreSQL`]: stored_per_s >= GOAL_PER_SECOND,
      [`memory flat: at most ${FLAT_MB} MB more at the end`]: late - early <= FLAT_MB,
    },
  };
}
