import { spawn } from 'node:child_process';

/** Tells a person, line by line, what a slow step does. */
export type Progress = (line: string) => void;

export interface Tool {
  file: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** What it does, for progress lines: `Building …`. */
  doing: string;
  timeoutMs: number;
}

const EVERY_MS = 5_000;
const KEPT_CHARACTERS = 2_000;

/** How a tool ended: its output, or why it failed in a few words. */
export type ToolResult = { ok: true; output: string } | { ok: false; why: string };

/** Runs a tool to its end and tells every few seconds how long it has been at it. Never rejects. */
export function runTool(tool: Tool, progress: Progress): Promise<ToolResult> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const ticker = setInterval(() => progress(`${tool.doing} (${seconds()} s so far)`), EVERY_MS);
  let limit: NodeJS.Timeout | undefined;
  return new Promise<ToolResult>((resolve) => {
    const child = spawn(tool.file, tool.args, {
      cwd: tool.cwd,
      env: tool.env ?? process.env,
      ...(tool.uid === undefined ? {} : { uid: tool.uid, gid: tool.gid ?? tool.uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Node's own limit goes on counting after a program that does not exist, and keeps the process alive.
    limit = setTimeout(() => child.kill('SIGKILL'), tool.timeoutMs);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_CHARACTERS)));
    }
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ ok: false, why: error.code === 'ENOENT' ? `${tool.file} is not installed` : error.message }),
    );
    child.once('close', (code, signal) => {
      if (code === 0) return resolve({ ok: true, output });
      const how = signal ? `was ended by ${signal} after ${seconds()} s` : `ended with code ${code}`;
      resolve({ ok: false, why: `${tool.file} ${how}: ${lastLine(output)}` });
    });
  }).finally(() => {
    clearInterval(ticker);
    clearTimeout(limit);
  });
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
