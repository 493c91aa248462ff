import type { HubDeps } from '../activities/deps.ts';
import { pendingMigrations } from '../database/migrate.ts';
import type { WorkerSet } from '../workers/worker-set.ts';
import type { HealthCheck } from './health.ts';

const LIMIT_MS = 3_000;

async function check(name: string, look: () => Promise<string>): Promise<HealthCheck> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), LIMIT_MS).unref();
  });
  try {
    return { name, ok: true, detail: await Promise.race([look(), late]) };
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string | number };
    return { name, ok: false, detail: message || `failed (${code ?? 'no code'})` };
  }
}

async function databaseDetail({ db }: HubDeps): Promise<string> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) throw new Error(`migrations are missing: ${pending.join(', ')}`);
  return 'answers, and has this build’s schema';
}

async function temporalDetail({ temporal }: HubDeps): Promise<string> {
  const { namespace } = temporal.options;
  await temporal.withDeadline(Date.now() + LIMIT_MS, () => temporal.workflowService.describeNamespace({ namespace }));
  return `namespace ${namespace} answers`;
}

function workersDetail(workers: WorkerSet): Promise<string> {
  const states = workers.states();
  const other = states.filter(({ state }) => state !== 'RUNNING');
  if (states.length === 0) return Promise.reject(new Error('not started yet'));
  if (other.length === 0) return Promise.resolve(`${states.length} queues are served`);
  return Promise.reject(new Error(other.map(({ queue, state }) => `${queue} is ${state}`).join(', ')));
}

/** Whether database, Temporal and every Worker of this process are as they should be. */
export function readinessChecks(deps: HubDeps, workers: WorkerSet): Promise<HealthCheck[]> {
  return Promise.all([
    check('database', () => databaseDetail(deps)),
    check('temporal', () => temporalDetail(deps)),
    check('workers', () => workersDetail(workers)),
  ]);
}
