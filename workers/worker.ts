import type { Environment } from '../runtime/env.ts';
import type { Logger } from '../runtime/log.ts';
import { lazyTemporal } from '../runtime/temporal-client.ts';
import { startHealthServer } from '../server/health-server.ts';
import { closeDeps, createDeps } from './deps.ts';
import { sdkRuntime } from './runtime.ts';
import { serveQueues } from './serve-queues.ts';
import { errorLine } from './until-ready.ts';
import { workflowBundlePath } from './workflow-code.ts';
import { createWorkerSet } from './worker-set.ts';

export interface WorkerProcessOptions {
  env: Environment;
  log: Logger;
  /** Path of another workflow bundle than the built one. */
  workflowCode?: string;
}

export interface WorkerProcess {
  /** Where `/healthz`, `/readyz` and `/metrics` are served. */
  httpPort: number;
  /** Resolves when every queue is served. */
  ready: Promise<void>;
  /** Resolves after a drain, rejects when a Worker failed. */
  ended: Promise<void>;
  /** Takes nothing new, finishes what runs and closes everything. Safe to call twice. */
  drain(): Promise<void>;
}

/**
 * Starts all queues of Cartway in this process. It answers HTTP at once and waits for PostgreSQL, its migrations and
 * Temporal as long as they are away.
 */
export async function startWorker(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { env, log } = options;
  const workflowCode = options.workflowCode ?? workflowBundlePath();
  const sdk = await sdkRuntime(env.CARTWAY_METRICS_PORT, log);
  const temporal = lazyTemporal();
  const deps = createDeps(env, temporal, log);
  const stop = new AbortController();
  const failures: unknown[] = [];
  const fail = (error: unknown): void => {
    failures.push(error);
    log.fatal({ error: errorLine(error) }, 'The worker cannot go on');
    stop.abort();
  };
  const workers = createWorkerSet(fail);
  const http = await startHealthServer({ env, deps, workers, sdkMetricsUrl: sdk.metricsUrl });
  log.info({ port: http.port }, 'Health and metrics are served');
  const serving = serveQueues({ deps, workers, workflowCode, sdk, signal: stop.signal });
  const connection = serving.catch((error: unknown) => {
    if (!stop.signal.aborted) fail(error);
    return null;
  });
  const ended = untilAborted(stop.signal).then(async () => {
    const native = await connection;
    await workers.drain();
    await Promise.all([native?.close(), http.close(), closeDeps(deps)]);
    log.info('Drained');
    if (failures.length > 0) throw failures[0];
  });
  ended.catch(() => undefined);
  const drain = (): Promise<void> => {
    stop.abort();
    return ended;
  };
  const ready = serving.then(() => undefined);
  ready.catch(() => undefined);
  return { httpPort: http.port, ready, ended, drain };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
