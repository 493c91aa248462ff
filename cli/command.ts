import type { Command } from 'commander';
import { DEFAULT_DATA_DIR } from './connection-file.ts';
import { reportError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { CommonOptions } from './open-context.ts';

/** Adds a command that works on a running Cartway: with `--data-dir` and `--as`. */
export function leaf(parent: Command, nameAndArguments: string, description: string): Command {
  return parent
    .command(nameAndArguments)
    .description(description)
    .option('--data-dir <dir>', 'where "cartway up" keeps its data', DEFAULT_DATA_DIR)
    .option('--as <name>', "the operator's name on timelines (default: the user of this machine)");
}

/** A {@link leaf} that only reads, or answers with something to read: with `--json`, too. */
export function readLeaf(parent: Command, nameAndArguments: string, description: string): Command {
  return leaf(parent, nameAndArguments, description).option('--json', 'print JSON');
}

/** Runs a command's work and sets the exit code: what it returns, or what its error means. */
export function run<Options extends object>(
  command: Command,
  work: (args: string[], options: Options & CommonOptions) => Promise<number | void>,
): void {
  command.action(async () => {
    try {
      process.exitCode = (await work(command.args, command.opts())) ?? EXIT.ok;
    } catch (error) {
      process.exitCode = reportError(error, command);
    }
  });
}

/** A command that only groups others. */
export function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}
