import { databaseUse } from '../parts/database-use.ts';
import { startFloor, type Floor } from '../parts/floor.ts';
import { countRunning } from '../parts/merchants.ts';
import { median, round } from '../parts/percentiles.ts';
import { rssMb } from '../parts/processes.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import { hubRound, READ_EVERY_MS, timed, type TimedRound } from '../parts/timed-round.ts';
import { until } from '../parts/until.ts';

const GOAL = 0.8;

async function floorRound(stack: BenchStack, floor: Floor, name: string, orders: number): Promise<TimedRound> {
  const pids = { temporal: stack.pids.temporal, bare: floor.pid };
  const result = await timed(orders, pids, async () => {
    await floor.run({ round: name, orders, readEveryMs: READ_EVERY_MS });
    await until('all are closed', async () => (await countRunning(stack.context, 'floorOrder', name)) === 0);
  });
  say(`floor ${round(result.perSecond, 1)}/s ${JSON.stringify(result.cpuMs)}`);
  return result;
}

/** Orders a second with one worker, beside a bare workflow of the same shape on the same server, in turns. */
export async function measureThroughput({ quick }: BenchOptions): Promise<BenchResult> {
  const orders = quick ? 60 : 600;
  const rounds = quick ? 1 : 3;
  const stack = await startBenchStack();
  const floor = await startFloor(process.env['TEMPORAL_ADDRESS'] ?? '');
  try {
    await floorRound(stack, floor, 'warm-up-floor', Math.ceil(orders / 4));
    await hubRound(stack, 'warm-up', Math.ceil(orders / 4));
    const before = await databaseUse(stack.context.db);
    const hub: TimedRound[] = [];
    const bare: TimedRound[] = [];
    for (let count = 1; count <= rounds; count += 1) {
      bare.push(await floorRound(stack, floor, `floor-${count}`, orders));
      hub.push(await hubRound(stack, `round-${count}`, orders));
    }
    const hub_per_s = median(hub.map(({ perSecond }) => perSecond));
    const floor_per_s = median(bare.map(({ perSecond }) => perSecond));
    const ratio = hub_per_s / floor_per_s;
    const after = await databaseUse(stack.context.db);
    const perOrder = (used: number) => round(used / (orders * rounds), 1);
    return {
      hub_per_s: round(hub_per_s, 1),
      floor_per_s: round(floor_per_s, 1),
      ratio: round(ratio),
      orders,
      hub_cpu_ms_per_order: hub.at(-1)?.cpuMs,
      floor_cpu_ms_per_order: bare.at(-1)?.cpuMs,
      commits_per_order: perOrder(after.commits - before.commits),
      database_kb_per_order: perOrder(after.kb - before.kb),
      worker_rss_mb: rssMb(stack.workers[0]?.pid ?? 0),
      met: { [`ratio of ${GOAL}`]: ratio >= GOAL },
    };
  } finally {
    await floor.stop();
    await stack.stop();
  }
}
