import type { Command } from 'commander';
import { leaf, run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { portOption } from '../options/values.ts';
import { tell } from '../output.ts';
import { untilStopSignal } from '../stop-signal.ts';
import type { Stack } from '../up/stack.ts';

interface UpOptions {
  uiPort?: number;
  httpPort?: number;
}

function announce(stack: Stack, dataDir: string): void {
  const lines = [
    'Cartway is up.',
    `  Temporal Web UI     ${stack.uiUrl}`,
    `  Health and metrics  ${stack.healthUrl}/readyz, /metrics`,
    `  Data                ${dataDir}`,
    `In another terminal: cartway merchant add <merchant>${dataDir === '.cartway' ? '' : ` --data-dir ${dataDir}`}`,
    'Stop it with Ctrl-C.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function upCommand(program: Command): void {
  const up = leaf(program, 'up', 'run everything on this machine: PostgreSQL, Temporal with its Web UI, a worker')
    .option('--ui-port <port>', 'of the Temporal Web UI (default: 8233, or a free port)', portOption)
    .option('--http-port <port>', 'of health and metrics (default: 8234, or a free port)', portOption);
  run<UpOptions>(up, async (_, { dataDir, uiPort, httpPort }) => {
    const asked = untilStopSignal();
    const { startStack } = await import('../up/stack.ts');
    const stack = await startStack({ dataDir, uiPort, httpPort, progress: tell });
    announce(stack, dataDir);
    const failed = await Promise.race([asked.then(() => null), stack.worker.ended.catch((error: unknown) => error)]);
    tell('Stopping …');
    await stack.stop().catch((error: unknown) => {
      if (!failed) throw error;
    });
    if (failed) throw failed;
    return EXIT.ok;
  });
}
