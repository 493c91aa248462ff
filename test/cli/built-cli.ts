import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workflowBundle } from '../setup/temporal.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface BuiltCli {
  /** Runs a command to its end. */
  run(args: readonly string[], options?: { input?: string; env?: Record<string, string> }): Promise<CliResult>;
  /** Starts a command that goes on until it is told to stop; `program`: another main file of the build. */
  start(args: readonly string[], env?: Record<string, string>, program?: string): RunningCli;
  /** Everything that any command printed so far. */
  output(): string;
  close(): Promise<void>;
}

export interface RunningCli {
  /** What it printed so far. */
  printed(): string;
  /** Sends the signal and resolves with the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<number | null>;
}

/** Compiles the command line as the build does, and runs it in processes of its own with `environment`. */
export async function buildCli(environment: Record<string, string>): Promise<BuiltCli> {
  // Inside the project, so that packages are found as they are from `dist`.
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'cartway-cli-'));
  await compile(outDir);
  await copyFile((await workflowBundle()).codePath, join(outDir, 'workflow-bundle.js'));
  const base = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', TZ: 'UTC', ...environment };
  let output = '';
  const launch = (args: readonly string[], env: Record<string, string> = {}, program = 'cli/main.js'): ChildProcess => {
    const child = spawn(process.execPath, [join(outDir, program), ...args], { env: { ...base, ...env }, cwd: outDir });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    return child;
  };
  return {
    run: (args, { input = '', env } = {}) => finished(launch(args, env), input),
    start: (args, env, program) => running(launch(args, env, program)),
    output: () => output,
    close: () => rm(outDir, { recursive: true, force: true }),
  };
}

function compile(outDir: string): Promise<void> {
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  const args = [tsc, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', outDir, '--sourceMap', 'false'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout) => {
      // Types are checked elsewhere: what counts here is that there is something to run.
      if (existsSync(join(outDir, 'cli/main.js'))) resolve();
      else reject(new Error(stdout || error?.message));
    });
  });
}

function finished(child: ChildProcess, input: string): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (text) => (stdout += String(text)));
  child.stderr?.on('data', (text) => (stderr += String(text)));
  child.stdin?.end(input);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

function running(child: ChildProcess): RunningCli {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (printed += String(text)));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return {
    printed: () => printed,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
