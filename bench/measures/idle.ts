import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { setCart } from '../../operations/set-cart.ts';
import { setMerchant } from '../../operations/set-merchant.ts';
import { WORKFLOW } from '../../shared/names.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { actionsOfScheduledRun } from '../parts/actions.ts';
import { addBenchCart, addBenchMerchant } from '../parts/merchants.ts';
import { round } from '../parts/percentiles.ts';
import { cpuDuring, rssMb } from '../parts/processes.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import type { WorkerHandle } from '../parts/worker-process.ts';

const CARTS_EACH = 3;
const REST_GOAL_MB = 250;
/** The defaults: orders every minute, tracking every five, stock every fifteen. */
const INTERVALS = { pullEvery: 60, trackingEvery: 300, inventoryEvery: 900 };
const SLOWER = { pullEvery: 300, trackingEvery: 900, inventoryEvery: 3_600 };
const TYPES = [WORKFLOW.pullOrders, WORKFLOW.readTracking, WORKFLOW.readStock] as const;

type Intervals = typeof INTERVALS;

/** Runs of all Schedules in an hour, as the intervals say. */
function runsPerHour(merchants: number, { pullEvery, trackingEvery, inventoryEvery }: Intervals) {
  const perHour = (every: number, count: number) => (count * 3_600) / every;
  return {
    pullOrders: perHour(pullEvery, merchants * CARTS_EACH),
    readTracking: perHour(trackingEvery, merchants),
    readStock: perHour(inventoryEvery, merchants),
  };
}

function idsOf(merchants: number): string[] {
  return Array.from({ length: merchants }, (_, index) => `m${index + 1}`);
}

function cartsOf(merchant: string): string[] {
  return Array.from({ length: CARTS_EACH }, (_, index) => `${merchant}-${index + 1}`);
}

async function addAll(stack: BenchStack, shop: DemoCart, merchants: number): Promise<void> {
  const { pullEvery, ...settings } = INTERVALS;
  await pLimit(4).map(idsOf(merchants), async (id) => {
    await addBenchMerchant(stack, { id, stock: { WIDGET: 10 }, callsPerSecond: 5, settings });
    for (const cart of cartsOf(id)) {
      await addBenchCart(stack, id, cart, shop, { pullEvery, stock: { kind: 'at_once' } });
    }
  });
}

async function startedSince({ context }: BenchStack, type: string, since: Date): Promise<number> {
  const query = `WorkflowType = '${type}' and StartTime >= '${since.toISOString()}'`;
  return (await context.temporal.workflow.count(query)).count;
}

/** Billable actions of one run of a step, counted in the latest history of it; 0 where none ended yet. */
async function actionsPerRun({ context }: BenchStack, type: string): Promise<number> {
  const query = `WorkflowType = '${type}' and ExecutionStatus = 'Completed'`;
  for await (const { workflowId, runId } of context.temporal.workflow.list({ query, pageSize: 1 })) {
    const { events } = await context.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    return actionsOfScheduledRun(events ?? []);
  }
  return 0;
}

/** Has every Schedule run at other intervals from now on. */
async function slowDown({ context }: BenchStack, merchants: number): Promise<void> {
  const { pullEvery, ...settings } = SLOWER;
  await pLimit(4).map(idsOf(merchants), async (id) => {
    await setMerchant(context, id, { settings });
    for (const cart of cartsOf(id)) await setCart(context, cart, { settings: { pullEvery } });
  });
}

interface Scene {
  stack: BenchStack;
  worker: WorkerHandle;
  merchants: number;
}

/** What an hour costs, by what so many seconds of it do. */
async function watch({ stack, worker, merchants }: Scene, intervals: Intervals, seconds: number) {
  say(`watching for ${seconds} s with pulls every ${intervals.pullEvery} s`);
  await stack.easypost.clearCalls();
  const since = new Date();
  const cpu = await cpuDuring({ ...stack.pids, worker: worker.pid }, () => sleep(seconds * 1000));
  const calls = (await stack.easypost.calls()).length;
  const scale = 3_600 / seconds;
  const runs: Record<string, number> = {};
  const perRun: Record<string, number> = {};
  for (const type of TYPES) {
    runs[type] = Math.round((await startedSince(stack, type, since)) * scale);
    perRun[type] = await actionsPerRun(stack, type);
  }
  const actionsOf = (perHour: Record<string, number>) =>
    Math.round(TYPES.reduce((sum, type) => sum + (perHour[type] ?? 0) * (perRun[type] ?? 0), 0));
  const expected = runsPerHour(merchants, intervals);
  return {
    intervals,
    window_s: seconds,
    runs_per_h: runs,
    actions_per_run: perRun,
    actions_per_h: actionsOf(runs),
    easypost_calls_per_h: Math.round(calls * scale),
    cpu_s_per_h: Object.fromEntries(Object.entries(cpu).map(([part, used]) => [part, Math.round(used * scale)])),
    cpu_share_of_a_core: round(Object.values(cpu).reduce((sum, used) => sum + used, 0) / seconds),
    by_arithmetic: { runs_per_h: expected, actions_per_h: actionsOf(expected) },
  };
}

/** What merchants cost while nothing happens, by the real Schedules over a short time, at two sets of intervals. */
export async function measureIdle({ quick }: BenchOptions): Promise<BenchResult> {
  const [merchants, seconds, longer] = quick ? [5, 20, 20] : [100, 180, SLOWER.pullEvery];
  const stack = await startBenchStack({ workers: 1 });
  const shop = await startDemoCart({ token: 'bench-idle' });
  try {
    await sleep(5_000);
    const rest = rssMb(stack.workers[0]?.pid ?? 0);
    await stack.stopWorkers();
    say(`adding ${merchants} merchants with ${CARTS_EACH} carts each`);
    await addAll(stack, shop, merchants);
    const scene = { stack, worker: await stack.startWorker(), merchants };
    // First readings store products and stock: the window begins when they are over.
    await sleep(quick ? 5_000 : 60_000);
    const byDefault = await watch(scene, INTERVALS, seconds);
    await slowDown(stack, merchants);
    await sleep(5_000);
    const slower = await watch(scene, SLOWER, longer);
    return {
      merchants,
      carts: merchants * CARTS_EACH,
      ...byDefault,
      slower,
      worker_rss_at_rest_mb: rest,
      worker_rss_with_merchants_mb: rssMb(scene.worker.pid),
      met: { [`a worker at rest: ${REST_GOAL_MB} MB at most`]: rest <= REST_GOAL_MB },
    };
  } finally {
    await shop.close();
    await stack.stop();
  }
}
