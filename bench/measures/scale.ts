import { round } from '../parts/percentiles.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack } from '../parts/stack.ts';
import { hubRound } from '../parts/timed-round.ts';

const MOST_WORKERS = 3;

/** The same orders with one, two and three workers side by side, all on this machine. */
export async function measureScale({ quick }: BenchOptions): Promise<BenchResult> {
  const orders = quick ? 40 : 400;
  const stack = await startBenchStack();
  try {
    await hubRound(stack, 'warm-up', Math.ceil(orders / 4));
    const rounds = [];
    for (let workers = 1; workers <= MOST_WORKERS; workers += 1) {
      if (workers > 1) await stack.startWorker();
      say(`${workers} workers`);
      const { perSecond, cpuMs } = await hubRound(stack, `workers-${workers}`, orders);
      rounds.push({ workers, hub_per_s: round(perSecond, 1), cpu_ms_per_order: cpuMs });
    }
    return { server: 'dev server', orders, rounds, met: {} };
  } finally {
    await stack.stop();
  }
}
