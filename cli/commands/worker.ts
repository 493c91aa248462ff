import type { Command } from 'commander';
import { createLogger } from '../../runtime/log.ts';
import { leaf, run } from '../command.ts';
import { openEnvironment } from '../open-context.ts';
import { tell } from '../output.ts';
import { onStopSignal } from '../stop-signal.ts';

export function workerCommand(program: Command): void {
  const worker = leaf(program, 'worker', 'run a worker; any number may run side by side');
  run(worker, async (_, options) => {
    // Loaded on demand, here and in other commands: the SDK's worker takes longer to load than most commands to run.
    const { startWorker } = await import('../../workers/worker.ts');
    const env = openEnvironment(options.dataDir);
    const log = createLogger(env.CARTWAY_LOG_LEVEL);
    const running = await startWorker({ env, log });
    tell(`Health and metrics: http://${env.CARTWAY_HTTP_HOST}:${running.httpPort}/readyz`);
    onStopSignal(() => {
      log.info('Draining');
      void running.drain().catch(() => undefined);
    });
    await running.ended;
  });
}
