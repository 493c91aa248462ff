import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const KEPT_LINES = 20;

/**
 * Ends the server when this process is gone, however it went: the watchdog's standard input is a pipe that closes
 * with its parent, and a process that was killed can run no handler of its own.
 */
const WATCHDOG = `read -r word; [ "$word" = done ] && exit 0
kill -s "$2" "$1" 2>/dev/null || exit 0
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$1" 2>/dev/null || exit 0; done
kill -s KILL "$1"`;

export interface ServerCommand {
  /** What errors and logs call it. */
  name: string;
  file: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Asks it to end in good order. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  log?: ((line: string) => void) | undefined;
}

export interface ServerProcess {
  pid: number;
  /** Resolves when `line` accepts a printed line; rejects when the server ends before. */
  sawLine(accepts: (line: string) => boolean): Promise<void>;
  /** Rejects when the server ends, with its last words; never resolves. */
  ended: Promise<never>;
  /** Ends it in good order, by force after ten seconds. Resolves at once if it has ended already. */
  stop(): Promise<void>;
}

/** Starts a server in a session of its own (Ctrl-C does not reach it) that cannot outlive this process. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const child = spawn(command.file, command.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: command.env ?? process.env,
    ...(command.uid === undefined ? {} : { uid: command.uid, gid: command.gid ?? command.uid }),
  });
  const lines = collectLines(child, command.log);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === null ? `signal ${signal}` : `exit code ${code}`));
  });
  if (child.pid === undefined) throw new Error(`${command.name} could not be started: ${await exited}`);
  const watchdog = watch(child.pid, command.stopSignal);
  const ended = exited.then((how): never => {
    watchdog.stdin?.end('done\n');
    throw new Error(`${command.name} ended by itself (${how}). Its last lines:\n${lines.last().join('\n')}`);
  });
  // Callers that do not wait for it are told by stop() or by their own connection.
  ended.catch(() => undefined);
  return {
    pid: child.pid,
    ended,
    sawLine: (accepts) => Promise.race([lines.saw(accepts), ended]),
    stop: () => stopChild(child, command.stopSignal, exited),
  };
}

function watch(pid: number, signal: 'SIGINT' | 'SIGTERM'): ChildProcess {
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'cartway-watchdog', String(pid), signal.slice(3)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.stdin?.on('error', () => undefined);
  watchdog.unref();
  return watchdog;
}

function collectLines(child: ChildProcess, log: ((line: string) => void) | undefined) {
  const kept: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      log?.(line);
      for (const tell of waiting) tell(line);
    });
  }
  return {
    last: () => kept,
    saw: (accepts: (line: string) => boolean) =>
      new Promise<void>((resolve) => {
        const tell = (line: string) => {
          if (!accepts(line)) return;
          waiting.delete(tell);
          resolve();
        };
        waiting.add(tell);
      }),
  };
}

async function stopChild(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM', exited: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await Promise.race([once(child, 'exit'), exited]);
  clearTimeout(force);
}
