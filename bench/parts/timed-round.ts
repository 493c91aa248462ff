import { WORKFLOW } from '../../shared/names.ts';
import { prepareHubRound, type HubRound } from './hub-round.ts';
import { countRunning } from './merchants.ts';
import { round } from './percentiles.ts';
import { cpuDuring } from './processes.ts';
import { say } from './progress.ts';
import type { BenchStack } from './stack.ts';
import { until } from './until.ts';

/** How often parcels are read: twelve times as often as the shortest interval that a merchant can set. */
export const READ_EVERY_MS = 5_000;

/** One timed round: orders a second, and milliseconds of processor time per order by part. */
export interface TimedRound {
  perSecond: number;
  cpuMs: Record<string, number>;
}

/** Times `work` on so many orders. */
export async function timed(
  orders: number,
  pids: Record<string, number>,
  work: () => Promise<void>,
): Promise<TimedRound> {
  const began = Date.now();
  let seconds = 0;
  const cpu = await cpuDuring(pids, async () => {
    await work();
    seconds = (Date.now() - began) / 1000;
  });
  const cpuMs = Object.entries(cpu).map(([part, used]) => [part, round((used * 1000) / orders, 1)] as const);
  return { perSecond: orders / seconds, cpuMs: Object.fromEntries(cpuMs) };
}

/** Runs a round until Temporal counts no open workflow of it any more. */
export async function runToClose({ context }: BenchStack, round: HubRound): Promise<void> {
  await round.run();
  await until('all are closed', async () => (await countRunning(context, WORKFLOW.order, round.merchant)) === 0);
}

/** Orders from import to confirmed: until Temporal counts no open workflow of them any more. */
export async function hubRound(stack: BenchStack, name: string, orders: number): Promise<TimedRound> {
  const prepared = await prepareHubRound(stack, name, orders, READ_EVERY_MS);
  const workers = stack.workers.map(({ pid }, index) => [`worker${index + 1}`, pid] as const);
  const pids = { ...stack.pids, ...Object.fromEntries(workers) };
  const result = await timed(orders, pids, () => runToClose(stack, prepared));
  await prepared.close();
  say(`hub   ${round(result.perSecond, 1)}/s ${JSON.stringify(result.cpuMs)}`);
  return result;
}
