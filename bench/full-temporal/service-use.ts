import type { Database } from '../../database/connection.ts';
import { serverUse, type ServerUse } from '../parts/database-use.ts';
import { round } from '../parts/percentiles.ts';
import { cpuSeconds } from '../parts/processes.ts';

/** What the PostgreSQL server of a Temporal service takes; `cpu_ms` is the processor time of all its processes. */
export type ServiceUse = ServerUse & { cpu_ms: number };

/** A PostgreSQL server that is looked at: its process, and a connection to any of its databases. */
export interface WatchedPostgres {
  pid: number;
  db: Database;
}

/** Runs `work` and gives what the server took meanwhile. */
export async function useDuring({ pid, db }: WatchedPostgres, work: () => Promise<void>): Promise<ServiceUse> {
  const now = async () => ({ ...(await serverUse(db)), cpu_ms: cpuSeconds(pid, true) * 1000 });
  const before = await now();
  await work();
  const after = await now();
  return combine(after, before, (later, earlier) => later - earlier);
}

/** The sum of several. */
export function sumOf(uses: readonly ServiceUse[]): ServiceUse {
  const none = { commits: 0, rows_written: 0, wal_kb: 0, wal_syncs: 0, kb: 0, cpu_ms: 0 };
  return uses.reduce((sum, use) => combine(sum, use, (a, b) => a + b), none);
}

/** The share of each of `count`: orders, or seconds. */
export function shareOf(use: ServiceUse, count: number): ServiceUse {
  return combine(use, use, (value) => round(value / count, 1));
}

function combine(one: ServiceUse, other: ServiceUse, how: (a: number, b: number) => number): ServiceUse {
  return {
    commits: how(one.commits, other.commits),
    rows_written: how(one.rows_written, other.rows_written),
    wal_kb: how(one.wal_kb, other.wal_kb),
    wal_syncs: how(one.wal_syncs, other.wal_syncs),
    kb: how(one.kb, other.kb),
    cpu_ms: how(one.cpu_ms, other.cpu_ms),
  };
}
