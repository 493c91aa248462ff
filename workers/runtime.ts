import { createServer } from 'node:net';
import { Runtime } from '@temporalio/worker';
import type { Logger } from '../runtime/log.ts';
import { sdkLogger } from './sdk-logger.ts';

/** The Temporal SDK of this process. */
export interface SdkRuntime {
  /** Where its metrics are read, once it is installed. */
  metricsUrl: string;
  /** Sets it up with Cartway's log; not twice. A process in which nothing ever used it would not end by itself. */
  install(): void;
}

let prepared: Promise<SdkRuntime> | null = null;

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

async function prepare(metricsPort: number, log: Logger): Promise<SdkRuntime> {
  const address = `127.0.0.1:${metricsPort || (await freePort())}`;
  let installed = false;
  return {
    metricsUrl: `http://${address}/metrics`,
    install() {
      if (installed) return;
      installed = true;
      Runtime.install({
        logger: sdkLogger(log),
        telemetryOptions: {
          logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
          metrics: { prometheus: { bindAddress: address, unitSuffix: true, useSecondsForDurations: true } },
        },
        // The process drains by itself: it has more to close than workers.
        shutdownSignals: [],
      });
    },
  };
}

/** One for each process: the first caller's port and log count. */
export function sdkRuntime(metricsPort: number, log: Logger): Promise<SdkRuntime> {
  prepared ??= prepare(metricsPort, log);
  return prepared;
}
