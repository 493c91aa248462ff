import { setTimeout as sleep } from 'node:timers/promises';
import type { TrackingResult } from '../../activities/activities.ts';
import { WORKFLOW } from '../../shared/names.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { bulkPrefix, hashOfAccepted, orderRowsRead, storeBulkOrders } from '../parts/bulk-orders.ts';
import { addBenchCart, addBenchMerchant, keyOf, runStep, untilServed } from '../parts/merchants.ts';
import { round } from '../parts/percentiles.ts';
import { cpuSeconds, rssMb, sample, trendOf } from '../parts/processes.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';

const CHANGED = 10;
const PAGE = 100;
/** What a garbage collector may leave lying; more would grow with the number of orders. */
const FLAT_MB = 50;

/** PostgreSQL's sessions tell what they read when they have rested for ten seconds. */
const SETTLE_MS = 11_000;

interface Reading {
  open_orders: number;
  signalled: number;
  easypost_calls: number;
  order_rows_read: number;
  seconds: number;
  worker_cpu_s: number;
  worker_rss_before_mb: number;
  worker_rss_early_mb: number;
  worker_rss_late_mb: number;
  worker_rss_peak_mb: number;
}

/** What a reading stores of an order that only was accepted: taken from one that a reading has seen. */
async function acceptedHash(stack: BenchStack): Promise<string> {
  await seed(stack, 'seen', 1, '');
  await runStep(stack.context, WORKFLOW.readTracking, 'seen');
  const hash = await hashOfAccepted(stack.context.db, 'seen');
  if (hash === null || hash === '') throw new Error('The first reading stored no hash');
  await stack.context.db.deleteFrom('orders').where('merchant_id', '=', 'seen').execute();
  return hash;
}

async function seed(stack: BenchStack, merchant: string, count: number, hash: string): Promise<void> {
  const shop = await startDemoCart({ token: `bench-${merchant}` });
  await addBenchMerchant(stack, { id: merchant, stock: { WIDGET: 1 } });
  await addBenchCart(stack, merchant, `${merchant}-shop`, shop);
  await shop.close();
  await untilServed(stack, merchant);
  await stack.easypost.addBulkOrders({
    key: keyOf(merchant),
    barcode: 'WIDGET',
    count,
    idPrefix: bulkPrefix(merchant),
  });
  await storeBulkOrders(stack.context.db, { merchant, cart: `${merchant}-shop`, count, hash });
}

async function readOnce(stack: BenchStack, merchant: string, openOrders: number, settleMs: number): Promise<Reading> {
  const { context, easypost } = stack;
  const pid = stack.workers[0]?.pid ?? 0;
  await sleep(settleMs);
  await easypost.clearCalls();
  const rowsBefore = await orderRowsRead(context.db);
  const cpuBefore = cpuSeconds(pid);
  const before = rssMb(pid);
  const stopSampling = sample(() => rssMb(pid));
  const began = Date.now();
  const result = await runStep<TrackingResult>(context, WORKFLOW.readTracking, merchant);
  const seconds = (Date.now() - began) / 1000;
  const rss = stopSampling();
  const { early, late } = trendOf(rss);
  await sleep(settleMs);
  const reading = {
    open_orders: openOrders,
    signalled: result.signalled,
    easypost_calls: (await easypost.calls()).length,
    order_rows_read: (await orderRowsRead(context.db)) - rowsBefore,
    seconds: round(seconds),
    worker_cpu_s: round(cpuSeconds(pid) - cpuBefore),
    worker_rss_before_mb: before,
    worker_rss_early_mb: early,
    worker_rss_late_mb: late,
    worker_rss_peak_mb: Math.max(...rss),
  };
  say(JSON.stringify(reading));
  return reading;
}

/** Ten orders ship, spread over the list. */
async function shipTen({ easypost }: BenchStack, merchant: string, count: number): Promise<void> {
  for (let index = 0; index < CHANGED; index += 1) {
    await easypost.ship(`${bulkPrefix(merchant)}${1 + Math.floor((index * count) / CHANGED)}`);
  }
}

/** One reading of an account in which ten of many open orders have shipped. */
export async function measureTracking({ quick }: BenchOptions): Promise<BenchResult> {
  const sizes = quick ? [100, 1_000] : [100, 10_000, 100_000];
  const readings: Reading[] = [];
  const stack = await startBenchStack();
  try {
    const hash = await acceptedHash(stack);
    for (const size of sizes) {
      say(`${size} open orders`);
      const merchant = `open-${size}`;
      await seed(stack, merchant, size, hash);
      await shipTen(stack, merchant, size);
      readings.push(await readOnce(stack, merchant, size, quick ? 1_500 : SETTLE_MS));
      // References are unique, and the next account's orders have the same ones.
      await stack.context.db.deleteFrom('orders').where('merchant_id', '=', merchant).execute();
    }
    const growths = readings.map(({ worker_rss_early_mb: early, worker_rss_late_mb: late }) => late - early);
    return {
      changed: CHANGED,
      readings,
      met: {
        'signals only the changed': readings.every(({ signalled }) => signalled === CHANGED),
        'no more calls than one listing': readings.every(
          ({ easypost_calls, open_orders }) => easypost_calls <= Math.ceil(open_orders / PAGE) + 1,
        ),
        [`memory flat: at most ${FLAT_MB} MB more at the end of a reading`]: growths.every((mb) => mb <= FLAT_MB),
      },
    };
  } finally {
    await stack.stop();
  }
}
