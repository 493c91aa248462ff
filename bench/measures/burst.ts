import { setTimeout as sleep } from 'node:timers/promises';
import { formatWallTime } from '../../shared/time/format.ts';
import { holdUntil, stopAtSku, type Crowd } from '../parts/crowds.ts';
import { addOtherMerchant, type OtherMerchant } from '../parts/other-merchant.ts';
import { round, type Spread } from '../parts/percentiles.ts';
import { cpuDuring } from '../parts/processes.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';

const CALLS_PER_SECOND = 20;
const MINUTE_MS = 60_000;
const GOAL = 0.9;
/** What noise of a busy machine may add to the others' p95, in seconds. */
const SLACK_S = 2;

function countFor(quick: boolean): number {
  return quick ? 100 : 1_000;
}

/** The start of the minute that lies at least so many minutes ahead. */
function minuteAhead(minutes: number): Date {
  return new Date(Math.ceil(Date.now() / MINUTE_MS + minutes) * MINUTE_MS);
}

interface Drained {
  perSecond: number;
  cores: Record<string, number>;
}

interface Met {
  drained: Drained;
  /** The other merchant's orders meanwhile. */
  others: Spread;
}

/** How fast a crowd goes out from `began` on, and what another merchant notices of it. */
async function measureDrain(
  stack: BenchStack,
  other: OtherMerchant,
  count: number,
  began: Date,
  crowd: Crowd,
): Promise<Met> {
  const parts = { ...stack.pids, worker: stack.workers[0]?.pid ?? 0 };
  let last = began;
  let cpu: Record<string, number> = {};
  const others = await other.during(async () => {
    cpu = await cpuDuring(parts, async () => void (last = await crowd.accepted()));
  });
  const seconds = (last.getTime() - began.getTime()) / 1000;
  const cores = Object.fromEntries(Object.entries(cpu).map(([part, used]) => [part, round(used / seconds)]));
  return { drained: { perSecond: count / seconds, cores }, others };
}

/** Held orders meet the night's retry together. */
async function measureNight(
  stack: BenchStack,
  other: OtherMerchant,
  { quick }: BenchOptions,
): Promise<Met & { quiet: Spread }> {
  const count = countFor(quick);
  const night = minuteAhead(quick ? 1 : 4);
  const held = await holdUntil(stack, { merchant: 'held', count, callsPerSecond: CALLS_PER_SECOND }, night);
  say(`${count} orders are held until ${formatWallTime(night.getTime(), 'UTC')}`);
  const quietMs = quick ? 5_000 : 30_000;
  const rest = night.getTime() - Date.now() - quietMs;
  if (rest < 0) throw new Error('This machine took too long to hold the orders: their retry has begun');
  const quiet = await other.during(() => sleep(quietMs));
  await sleep(night.getTime() - Date.now());
  return { quiet, ...(await measureDrain(stack, other, count, night, held)) };
}

/** Orders that stopped at an unknown SKU go on together, as an alias is added. */
async function measureMend(stack: BenchStack, other: OtherMerchant, { quick }: BenchOptions): Promise<Met> {
  const count = countFor(quick);
  say(`stopping ${count} orders at a SKU`);
  const stopped = await stopAtSku(stack, { merchant: 'stopped', count, callsPerSecond: CALLS_PER_SECOND });
  await stopped.mend();
  return measureDrain(stack, other, count, new Date(), stopped);
}

/** 1,000 orders of one account that wait for the same thing go on together, once at night and once when it is mended. */
export async function measureBurst(options: BenchOptions): Promise<BenchResult> {
  const stack = await startBenchStack();
  try {
    const other = await addOtherMerchant(stack);
    const night = await measureNight(stack, other, options);
    const mend = await measureMend(stack, other, options);
    await other.close();
    const limit = night.quiet.p95 + SLACK_S;
    return {
      held: countFor(options.quick),
      calls_per_s_allowed: CALLS_PER_SECOND,
      drained_per_s: round(night.drained.perSecond, 1),
      cores_used: night.drained.cores,
      mended_per_s: round(mend.drained.perSecond, 1),
      others_quiet_s: night.quiet,
      others_in_burst_s: night.others,
      others_while_mended_s: mend.others,
      met: {
        [`drained at ${GOAL * 100} % of the limit`]: night.drained.perSecond >= CALLS_PER_SECOND * GOAL,
        [`others' p95 at most ${SLACK_S} s later`]: night.others.p95 <= limit,
        [`others' p95 at most ${SLACK_S} s later while orders are mended`]: mend.others.p95 <= limit,
      },
    };
  } finally {
    await stack.stop();
  }
}
