import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../database/connection.ts';
import { SHARDS } from '../full-temporal/config.ts';
import { findServer, type ServerPrograms } from '../full-temporal/find-server.ts';
import { scaleRound, type ScaleRound, type ServiceParts } from '../full-temporal/round.ts';
import { shareOf, sumOf, useDuring, type ServiceUse, type WatchedPostgres } from '../full-temporal/service-use.ts';
import { startFullTemporal, type FullTemporal } from '../full-temporal/start.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';

const WORKERS = [1, 2, 3] as const;
/** How many workers serve the round with a second host: as many as the last round without it. */
const WORKERS_WITH_TWO_HOSTS = [3] as const;

/** Sessions tell what they did at most ten seconds after they began to pause. */
const TOLD_AFTER_MS = 11_000;

interface Size {
  orders: number;
  idleSeconds: number;
}

/** The same orders with one, two and three workers side by side, on the dev server and on a full Temporal service. */
export async function measureScale({ quick }: BenchOptions): Promise<BenchResult> {
  const size = quick ? { orders: 40, idleSeconds: 5 } : { orders: 300, idleSeconds: 60 };
  // Before anything is measured: it may build for minutes.
  const found = await findServer(say);
  const dev_server = await onDevServer(size);
  const measured = { orders: size.orders, idle_seconds: size.idleSeconds, dev_server };
  if (!found.ok) {
    say(`The full Temporal service is left out: ${found.why}`);
    return { ...measured, full_service: { left_out: found.why }, met: {} };
  }
  return {
    ...measured,
    full_service: await onFullService(found.programs, 1, WORKERS, size),
    full_service_two_hosts: await onFullService(found.programs, 2, WORKERS_WITH_TWO_HOSTS, size),
    met: {},
  };
}

async function onDevServer({ orders }: Size) {
  say('On the dev server');
  const stack = await startBenchStack({ workers: WORKERS[0] });
  try {
    const service = { hosts: [stack.pids.temporal], postgres: null };
    return { rounds: (await roundsOn(stack, service, WORKERS, orders)).map(withoutUse) };
  } finally {
    await stack.stop();
  }
}

async function onFullService(
  programs: ServerPrograms,
  hosts: number,
  workers: readonly number[],
  { orders, idleSeconds }: Size,
) {
  say(`On a full Temporal service of ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`);
  const started: FullTemporal[] = [];
  const stack = await startBenchStack({
    workers: workers[0] ?? 1,
    async temporal(dir) {
      const service = await startFullTemporal(programs, dir, hosts);
      started.push(service);
      return service;
    },
  });
  const [service] = started;
  const db = openDatabase(service?.databaseUrl ?? '', 1);
  try {
    const postgres = { pid: service?.postgresPid ?? 0, db };
    const rounds = await roundsOn(stack, { hosts: service?.hosts ?? [], postgres }, workers, orders);
    const uses = rounds.map(({ use }) => use).filter((use) => use !== null);
    return {
      hosts,
      shards: SHARDS,
      rounds: rounds.map(withoutUse),
      temporal_postgres_per_order: shareOf(sumOf(uses), orders * rounds.length),
      temporal_postgres_idle_per_s: await idlePerSecond(postgres, idleSeconds),
    };
  } finally {
    await db.destroy();
    await stack.stop();
  }
}

async function roundsOn(
  stack: BenchStack,
  service: ServiceParts,
  workers: readonly number[],
  orders: number,
): Promise<ScaleRound[]> {
  await scaleRound(stack, service, 'warm-up', Math.ceil(orders / 4));
  const rounds: ScaleRound[] = [];
  for (const count of workers) {
    while (stack.workers.length < count) await stack.startWorker();
    rounds.push(await scaleRound(stack, service, `workers-${count}`, orders));
  }
  return rounds;
}

/** What the service's heartbeats and the workers' polls take while no order comes. */
async function idlePerSecond(postgres: WatchedPostgres, seconds: number): Promise<ServiceUse> {
  // Until what the last round took has been told.
  await sleep(TOLD_AFTER_MS);
  return shareOf(await useDuring(postgres, () => sleep(seconds * 1000).then(() => undefined)), seconds);
}

function withoutUse({ workers, hub_per_s, cpu_ms_per_order }: ScaleRound): Omit<ScaleRound, 'use'> {
  return { workers, hub_per_s, cpu_ms_per_order };
}
