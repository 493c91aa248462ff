import { existsSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { aliasCommands } from './commands/alias.ts';
import { cartCommands } from './commands/cart.ts';
import { easypostCommands } from './commands/easypost.ts';
import { merchantCommands } from './commands/merchant.ts';
import { migrateCommand } from './commands/migrate.ts';
import { orderCommands } from './commands/order.ts';
import { problemCommands } from './commands/problem.ts';
import { scheduleCommands } from './commands/schedule.ts';
import { simulatorCommands } from './commands/simulator.ts';
import { stockCommand } from './commands/stock.ts';
import { upCommand } from './commands/up.ts';
import { workerCommand } from './commands/worker.ts';
import { demoCommand } from './demo/command.ts';
import { reportError } from './errors.ts';

/** Commands by group, in the order in which `cartway --help` lists them. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  upCommand,
  demoCommand,
  workerCommand,
  migrateCommand,
  simulatorCommands,
  merchantCommands,
  easypostCommands,
  cartCommands,
  aliasCommands,
  stockCommand,
  orderCommands,
  problemCommands,
  scheduleCommands,
];

/** From the package, which stands beside the sources and above the built files. */
function version(): string {
  const places = ['../package.json', '../../package.json'].map((place) => new URL(place, import.meta.url));
  const path = places.find((place) => existsSync(place));
  if (!path) return 'unknown';
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('cartway')
    .description('Hub between shopping carts and EasyPost Fulfillment')
    .showHelpAfterError('(add --help for what is allowed)')
    .version(version())
    .exitOverride();
  for (const register of COMMANDS) register(program);
  return program;
}

/** Runs one command line and sets the process's exit code (docs/cli.md). */
export async function runProgram(args: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = reportError(error, program);
  }
}
