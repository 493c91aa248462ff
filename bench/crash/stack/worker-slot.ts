import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServer, type ServerProcess } from '../../../embedded/server-process.ts';

const CLI = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const PAUSE_MS = 250;

export interface WorkerOptions {
  name: string;
  /** All of its environment. */
  env: NodeJS.ProcessEnv;
  httpPort: number;
  dataDir: string;
  /** Hears of an end that nobody asked for, with the process's last lines. */
  progress: (line: string) => void;
  logFile: string;
}

/** One `cartway worker` under a supervisor that starts it again however it ended, as systemd or Docker would. */
export interface WorkerSlot {
  name: string;
  kill(): void;
  /** Asks it to finish its work and end. */
  drain(): void;
  /** Stops its process where it is, for `ms`. */
  freeze(ms: number, signal: AbortSignal): Promise<void>;
  /** Whether the process of now says that it can do its work. */
  isReady(): Promise<boolean>;
  /** Whether it has begun to serve its queues, though PostgreSQL or Temporal may be away. */
  isServing(): Promise<boolean>;
  /** How often it ended without being asked to. */
  unaskedEnds(): number;
  stop(): Promise<void>;
}

function launch({ name, env, httpPort, dataDir }: WorkerOptions, log: (line: string) => void): Promise<ServerProcess> {
  return startServer({
    name,
    file: process.execPath,
    args: [CLI, 'worker', '--data-dir', dataDir],
    env: { ...env, CARTWAY_HTTP_PORT: String(httpPort) },
    stopSignal: 'SIGTERM',
    log,
  });
}

export async function startWorkerSlot(options: WorkerOptions): Promise<WorkerSlot> {
  const file = createWriteStream(options.logFile, { flags: 'a' });
  const log = (line: string) => void file.write(`${line}\n`);
  let server: ServerProcess | null = null;
  let [asked, unasked, closing] = [false, 0, false];

  async function supervise(): Promise<void> {
    while (!closing) {
      server = await launch(options, log);
      if (closing) await server.stop();
      asked = false;
      const reason = await server.ended.catch((error: Error) => error.message);
      server = null;
      log(`supervisor: ${reason.split('\n')[0]}`);
      if (!asked && !closing) {
        unasked += 1;
        options.progress(`${options.name} ended without being asked to: ${reason}`);
      }
      await sleep(PAUSE_MS);
    }
  }

  function signal(name: 'SIGKILL' | 'SIGTERM'): void {
    if (!server) return;
    asked = true;
    process.kill(server.pid, name);
  }

  const supervising = supervise();
  supervising.catch(() => undefined);
  return {
    name: options.name,
    kill: () => signal('SIGKILL'),
    drain: () => signal('SIGTERM'),
    async freeze(ms, until) {
      const frozen = server;
      if (!frozen) return;
      process.kill(frozen.pid, 'SIGSTOP');
      await sleep(ms, undefined, { signal: until }).catch(() => undefined);
      // Killed meanwhile, it has a successor.
      if (server === frozen) process.kill(frozen.pid, 'SIGCONT');
    },
    isReady: async () => (await readinessOf(options.httpPort)).ready,
    isServing: async () =>
      (await readinessOf(options.httpPort)).checks.some(({ name, ok }) => name === 'workers' && ok),
    unaskedEnds: () => unasked,
    async stop() {
      closing = true;
      await server?.stop();
      await supervising;
      file.end();
    },
  };
}

interface Readiness {
  ready: boolean;
  checks: { name: string; ok: boolean }[];
}

/** What `/readyz` says; a process that does not answer is not ready. */
async function readinessOf(port: number): Promise<Readiness> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return (await answer.json()) as Readiness;
  } catch {
    return { ready: false, checks: [] };
  }
}
