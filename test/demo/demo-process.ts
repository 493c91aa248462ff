import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../setup/poll.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');
const LIMIT_MS = 120_000;

/** Builds what `npm run demo` starts, where it is not built. */
export async function buildIfMissing(): Promise<void> {
  if (!existsSync(MAIN)) await run(process.execPath, [join(ROOT, 'build.mjs')], { cwd: ROOT });
}

/** Runs a command of the CLI to its end; rejects when it fails. */
export async function cartway(args: readonly string[]): Promise<string> {
  return (await run(process.execPath, [MAIN, ...args], { cwd: ROOT })).stdout;
}

/** A demo as `npm run demo` starts it, with `folder` for its temporary data. */
export class DemoProcess {
  readonly child: ChildProcess;
  /** The exit code; null after a signal that it did not take. */
  readonly ended: Promise<number | null>;
  words = '';

  constructor(folder: string, args: readonly string[], environment: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [MAIN, 'demo', ...args], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.words += chunk.toString()));
    }
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Waits until it has printed a text; throws all that it printed when it ends before. */
  async prints(text: string): Promise<void> {
    await until(
      `the demo prints "${text}"`,
      () => {
        if (this.words.includes(text)) return true;
        if (this.child.exitCode === null) return false;
        throw new Error(`The demo ended with ${this.child.exitCode} and printed:\n${this.words}`);
      },
      LIMIT_MS,
    );
  }

  /** The servers that it runs now: process ids and names. */
  async servers(): Promise<{ pid: number; name: string }[]> {
    const { stdout } = await run('ps', ['-e', '-o', 'pid=,ppid=,comm=']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([pid, parent, name = '']) => ({ pid: Number(pid), parent: Number(parent), name }));
    const below = new Set([this.child.pid]);
    for (let size = 0; size < below.size;) {
      size = below.size;
      for (const { pid, parent } of rows) if (below.has(parent)) below.add(pid);
    }
    return rows.filter(({ pid }) => pid !== this.child.pid && below.has(pid));
  }
}
