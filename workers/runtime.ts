import { createServer } from 'node:net';
import { Runtime } from '@temporalio/worker';
import type { Logger } from '../runtime/log.ts';
import { sdkLogger } from './sdk-logger.ts';

let installed: Promise<string> | null = null;

/** A port that is free now; the SDK's exporter does not tell which one it took. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function install(metricsPort: number, log: Logger): Promise<string> {
  const address = `127.0.0.1:${metricsPort || (await freePort())}`;
  Runtime.install({
    logger: sdkLogger(log),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      metrics: { prometheus: { bindAddress: address, unitSuffix: true, useSecondsForDurations: true } },
    },
    // The process drains by itself: it has more to close than workers.
    shutdownSignals: [],
  });
  return `http://${address}/metrics`;
}

/** Sets up the Temporal SDK once per process. Returns where its metrics are read. */
export function installRuntime(metricsPort: number, log: Logger): Promise<string> {
  installed ??= install(metricsPort, log);
  return installed;
}
