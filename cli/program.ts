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

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('cartway')
    .description('Hub between shopping carts and EasyPost Fulfillment')
    .showHelpAfterError('(add --help for what is allowed)')
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
