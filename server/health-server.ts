import { createAdaptorServer } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { HubDeps } from '../activities/deps.ts';
import type { Environment } from '../runtime/env.ts';
import type { WorkerSet } from '../workers/worker-set.ts';
import { readinessChecks } from './health-checks.ts';
import { healthRoutes } from './health.ts';
import { createMetrics } from './metrics.ts';

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

interface HealthServerOptions {
  env: Pick<Environment, 'CARTWAY_HTTP_HOST' | 'CARTWAY_HTTP_PORT'>;
  deps: HubDeps;
  workers: WorkerSet;
  /** Where the Temporal SDK of this process exports its metrics. */
  sdkMetricsUrl: string;
}

/** Serves health and metrics of one worker process. Rejects, naming the port, when it is in use. */
export async function startHealthServer({ env, deps, workers, sdkMetricsUrl }: HealthServerOptions) {
  const metrics = createMetrics(deps.db, sdkMetricsUrl);
  const app = healthRoutes({ checks: () => readinessChecks(deps, workers), metrics: () => metrics.text() });
  const server = createAdaptorServer({ fetch: app.fetch });
  const { CARTWAY_HTTP_HOST: host, CARTWAY_HTTP_PORT: port } = env;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  } satisfies HealthServer;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code ?? error.message})`;
  return new Error(`CARTWAY_HTTP_PORT: ${port} on ${host} ${why}; allowed is a free port, or 0 for any`);
}
