import { prepareHubRound } from '../parts/hub-round.ts';
import { round } from '../parts/percentiles.ts';
import { say } from '../parts/progress.ts';
import type { BenchStack } from '../parts/stack.ts';
import { READ_EVERY_MS, runToClose, timed } from '../parts/timed-round.ts';
import { useDuring, type ServiceUse, type WatchedPostgres } from './service-use.ts';

/** The parts of a Temporal service that the stack does not know. */
export interface ServiceParts {
  /** All host processes. */
  hosts: readonly number[];
  /** Null for the dev server, which keeps all in its own memory. */
  postgres: WatchedPostgres | null;
}

/** One round on a topology. */
export interface ScaleRound {
  workers: number;
  hub_per_s: number;
  /** Milliseconds of processor time by part; several processes of a part are added up. */
  cpu_ms_per_order: Record<string, number>;
  /** What Temporal's PostgreSQL took in all, where it has one. */
  use: ServiceUse | null;
}

/** Orders from import to confirmed, as in the measure `throughput`, and what every part took for them. */
export async function scaleRound(
  stack: BenchStack,
  service: ServiceParts,
  name: string,
  orders: number,
): Promise<ScaleRound> {
  const prepared = await prepareHubRound(stack, name, orders, READ_EVERY_MS);
  const work = () => runToClose(stack, prepared);
  let use: ServiceUse | null = null;
  const { perSecond, cpuMs } = await timed(orders, processesOf(stack, service), async () => {
    if (service.postgres) use = await useDuring(service.postgres, work);
    else await work();
  });
  await prepared.close();
  const hub_per_s = round(perSecond, 1);
  say(`${name}: ${hub_per_s}/s ${JSON.stringify(cpuMs)}`);
  return { workers: stack.workers.length, hub_per_s, cpu_ms_per_order: byPart(cpuMs, use, orders), use };
}

function processesOf(stack: BenchStack, { hosts }: ServiceParts): Record<string, number> {
  const { postgres, simulators } = stack.pids;
  const numbered = (part: string, pids: readonly number[]) =>
    Object.fromEntries(pids.map((pid, index) => [`${part}${index + 1}`, pid]));
  const workers = stack.workers.map(({ pid }) => pid);
  return { ...numbered('temporal', hosts), postgres, ...numbered('workers', workers), simulators };
}

function byPart(cpuMs: Record<string, number>, use: ServiceUse | null, orders: number): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [process, ms] of Object.entries(cpuMs)) {
    const name = process.replace(/\d+$/, '');
    const part = name === 'postgres' ? 'cartway_postgres' : name;
    sums[part] = round((sums[part] ?? 0) + ms, 1);
  }
  return use ? { ...sums, temporal_postgres: round(use.cpu_ms / orders, 1) } : sums;
}
