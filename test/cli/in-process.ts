import { runProgram } from '../../cli/program.ts';
import type { CliResult } from './built-cli.ts';

let printed = '';

/** Everything that commands in this process printed so far. */
export function printedInProcess(): string {
  return printed;
}

function capture(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const { write } = stream;
  stream.write = ((text: string | Uint8Array) => {
    take(String(text));
    return true;
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}

/** Runs a command line in this process: the same program without the seconds that a process of its own takes to load. */
export async function runInProcess(args: readonly string[]): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  const restore = [
    capture(process.stdout, (text) => (stdout += text)),
    capture(process.stderr, (text) => (stderr += text)),
  ];
  try {
    await runProgram(args);
    return { code: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    for (const undo of restore) undo();
    printed += stdout + stderr;
    // The exit code is that of the command, not of the test run.
    process.exitCode = undefined;
  }
}
