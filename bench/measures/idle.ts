import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { WORKFLOW } from '../../shared/names.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { actionsOfScheduledRun } from '../parts/actions.ts';
import { addBenchCart, addBenchMerchant } from '../parts/merchants.ts';
import { round } from '../parts/percentiles.ts';
import { cpuDuring, rssMb } from '../parts/processes.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';

const CARTS_EACH = 3;
const REST_GOAL_MB = 250;
/** The defaults: orders every minute, tracking every five, stock every fifteen. */
const INTERVALS = { pullEvery: 60, trackingEvery: 300, inventoryEvery: 900 };
const SLOWER = { pullEvery: 300, trackingEvery: 900, inventoryEvery: 3_600 };
const TYPES = [WORKFLOW.pullOrders, WORKFLOW.readTracking, WORKFLOW.readStock] as const;

type Intervals = typeof INTERVALS;

/** Runs of all Schedules in an hour, by arithmetic. */
function runsPerHour(merchants: number, { pullEvery, trackingEvery, inventoryEvery }: Intervals) {
  const perHour = (every: number, count: number) => (count * 3_600) / every;
  return {
    pullOrders: perHour(pullEvery, merchants * CARTS_EACH),
    readTracking: perHour(trackingEvery, merchants),
    readStock: perHour(inventoryEvery, merchants),
  };
}

async function addAll(stack: BenchStack, shop: DemoCart, merchants: number): Promise<void> {
  const { pullEvery, ...settings } = INTERVALS;
  const ids = Array.from({ length: merchants }, (_, index) => `m${index + 1}`);
  await pLimit(4).map(ids, async (id) => {
    await addBenchMerchant(stack, { id, stock: { WIDGET: 10 }, callsPerSecond: 5, settings });
    for (let cart = 1; cart <= CARTS_EACH; cart += 1) {
      await addBenchCart(stack, id, `${id}-${cart}`, shop, { pullEvery, stock: { kind: 'at_once' } });
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

/** What merchants cost while nothing happens, by the real Schedules over a short time. */
export async function measureIdle({ quick }: BenchOptions): Promise<BenchResult> {
  const [merchants, seconds] = quick ? [5, 20] : [100, 180];
  const stack = await startBenchStack({ workers: 1 });
  const shop = await startDemoCart({ token: 'bench-idle' });
  try {
    await sleep(5_000);
    const rest = rssMb(stack.workers[0]?.pid ?? 0);
    await stack.stopWorkers();
    say(`adding ${merchants} merchants with ${CARTS_EACH} carts each`);
    await addAll(stack, shop, merchants);
    const worker = await stack.startWorker();
    // First readings store products and stock: the window begins when they are over.
    await sleep(quick ? 5_000 : 60_000);
    say(`watching for ${seconds} s`);
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
    return {
      merchants,
      carts: merchants * CARTS_EACH,
      window_s: seconds,
      runs_per_h: runs,
      actions_per_run: perRun,
      actions_per_h: actionsOf(runs),
      easypost_calls_per_h: Math.round(calls * scale),
      cpu_s_per_h: Object.fromEntries(Object.entries(cpu).map(([part, used]) => [part, Math.round(used * scale)])),
      by_arithmetic: [INTERVALS, SLOWER].map((intervals) => {
        const expected = runsPerHour(merchants, intervals);
        return { intervals, runs_per_h: expected, actions_per_h: actionsOf(expected) };
      }),
      worker_rss_at_rest_mb: rest,
      worker_rss_with_merchants_mb: rssMb(worker.pid),
      cpu_share_of_a_core: round(Object.values(cpu).reduce((sum, used) => sum + used, 0) / seconds),
      met: { [`a worker at rest: ${REST_GOAL_MB} MB at most`]: rest <= REST_GOAL_MB },
    };
  } finally {
    await shop.close();
    await stack.stop();
  }
}
