import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import type { HubDeps } from '../activities/deps.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { temporalConfig } from '../runtime/temporal-client.ts';
import { serveAccounts } from './account-workers.ts';
import { activityClient } from './activity-client.ts';
import type { SdkRuntime } from './runtime.ts';
import { reconcileSchedules } from './schedules/reconcile.ts';
import { untilReady } from './until-ready.ts';
import { hubWorker, workflowWorker, type WorkerParts } from './worker-options.ts';
import type { WorkerSet } from './worker-set.ts';

interface Serving {
  deps: HubDeps;
  workers: WorkerSet;
  workflowCode: string;
  sdk: SdkRuntime;
  signal: AbortSignal;
}

/**
 * Waits for PostgreSQL, its migrations and Temporal, repairs the Schedules and serves every queue. Returns the
 * connection for the caller to close after the drain. Rejects when `signal` aborts before.
 */
export async function serveQueues({ deps, workers, workflowCode, sdk, signal }: Serving): Promise<NativeConnection> {
  const { db, log, temporal } = deps;
  const wait = { log, signal };
  await untilReady('the database and its migrations', () => requireMigrations(deps), wait);
  sdk.install();
  const { connectionOptions, namespace } = temporalConfig();
  const connection = await untilReady('Temporal', () => NativeConnection.connect(connectionOptions), wait);
  try {
    const report = await untilReady('the Schedules', () => reconcileSchedules(temporal, db), wait);
    log.info({ created: report.created, updated: report.updated, deleted: report.deleted }, 'The Schedules are as set');
    const activities = createActivities({ ...deps, temporal: activityClient(connection, namespace) });
    const parts: WorkerParts = { connection, namespace, activities, workflowCode, log };
    await untilReady('the workflow queue', () => workers.start(workflowWorker(parts)), wait);
    await untilReady('the activity queue', () => workers.start(hubWorker(parts)), wait);
    await serveAccounts({ db, workers, parts, log, signal });
    log.info('Every queue is served');
    return connection;
  } catch (error) {
    await workers.drain();
    await connection.close();
    throw error;
  }
}

async function requireMigrations({ db }: HubDeps): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) throw new Error(`migrations are missing: ${pending.join(', ')}; run: cartway migrate`);
}
