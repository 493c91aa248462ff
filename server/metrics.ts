import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../database/connection.ts';
import { readFigures } from '../database/queries/metrics.ts';
import { ORDER_STATUSES } from '../shared/orders/status.ts';
import { PROBLEM_CAUSES } from '../shared/orders/problem-causes.ts';

/** Reads the SDK's figures for at most this long. */
const LIMIT_MS = 2_000;

/** Metrics of the hub and of this process, followed by those of the Temporal SDK. */
export interface HubMetrics {
  text(): Promise<string>;
}

export function createMetrics(db: Database, sdkMetricsUrl: string): HubMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `cartway_${name}`, help, labelNames, registers });
  const up = gauge('database_up', '1 where the database answers');
  const orders = gauge('orders', 'Orders by status', ['status']);
  const problems = gauge('problems_open', 'Open problems by cause', ['cause']);
  const oldest = gauge('oldest_waiting_seconds', 'Age of the oldest order that EasyPost does not have');
  const accounts = gauge('easypost_accounts_down', 'EasyPost accounts whose key is refused');
  const carts = gauge('carts_down', 'Carts that refuse their credentials');

  async function refresh(): Promise<void> {
    const figures = await readFigures(db);
    for (const status of ORDER_STATUSES) {
      orders.set({ status }, figures.orders.find((row) => row.status === status)?.count ?? 0);
    }
    for (const cause of PROBLEM_CAUSES) {
      problems.set({ cause }, figures.problems.find((row) => row.cause === cause)?.count ?? 0);
    }
    oldest.set(figures.oldestWaitingSeconds);
    accounts.set(figures.accountsDown);
    carts.set(figures.cartsDown);
  }

  return {
    async text() {
      // Figures of a database that is away would be old ones: its own gauge says so, the rest is left as it was.
      up.set(await refresh().then(isUp, isAway));
      return `${await registry.metrics()}\n${await sdkMetrics(sdkMetricsUrl)}`;
    },
  };
}

const isUp = (): number => 1;
const isAway = (): number => 0;

async function sdkMetrics(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    return answer.ok ? await answer.text() : `# The Temporal SDK's metrics answer ${answer.status}\n`;
  } catch {
    return "# The Temporal SDK's metrics do not answer\n";
  }
}
