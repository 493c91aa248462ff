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

interface Turn {
  bare: TimedRound;
  hub: TimedRound;
  ratio: number;
}

/**
 * Hub and bare Temporal in turns, bare first and last. A server with more in its memory is slower, so each round of the
 * hub is held against the mean of the bare rounds before and after it.
 */
async function takeTurns(stack: BenchStack, floor: Floor, orders: number, rounds: number): Promise<Turn[]> {
  const turns: Turn[] = [];
  let before = await floorRound(stack, floor, 'floor-0', orders);
  for (let count = 1; count <= rounds; count += 1) {
    const hub = await hubRound(stack, `round-${count}`, orders);
    const after = await floorRound(stack, floor, `floor-${count}`, orders);
    const bare = meanOf(before, after);
    turns.push({ bare, hub, ratio: hub.perSecond / bare.perSecond });
    before = after;
  }
  return turns;
}

/** Their rate is that of both one after the other. */
function meanOf(one: TimedRound, other: TimedRound): TimedRound {
  const parts = Object.entries(one.cpuMs).map(([part, ms]) => [part, round((ms + (other.cpuMs[part] ?? 0)) / 2, 1)]);
  return { perSecond: 2 / (1 / one.perSecond + 1 / other.perSecond), cpuMs: Object.fromEntries(parts) };
}

/** Orders a second with one worker, beside a bare workflow of the same shape on the same server, in turns. */
export async function measureThroughput({ quick }: BenchOptions): Promise<BenchResult> {
  const orders = quick ? 60 : 600;
  const rounds = quick ? 1 : 3;
  const stack = await startBenchStack();
  const floor = await startFloor(process.env['TEMPORAL_ADDRESS'] ?? '');
  try {
    await floorRound(stack, floor, 'warm-up-floor', orders);
    await hubRound(stack, 'warm-up', orders);
    const before = await databaseUse(stack.context.db);
    const turns = await takeTurns(stack, floor, orders, rounds);
    const ratio = median(turns.map((turn) => turn.ratio));
    const after = await databaseUse(stack.context.db);
    const perOrder = (used: number) => round(used / (orders * rounds), 1);
    return {
      hub_per_s: round(median(turns.map(({ hub }) => hub.perSecond)), 1),
      floor_per_s: round(median(turns.map(({ bare }) => bare.perSecond)), 1),
      ratio: round(ratio),
      ratios: turns.map((turn) => round(turn.ratio)),
      orders,
      hub_cpu_ms_per_order: turns.at(-1)?.hub.cpuMs,
      floor_cpu_ms_per_order: turns.at(-1)?.bare.cpuMs,
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
