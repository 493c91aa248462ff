import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../embedded/ports.ts';
import { startPostgres } from '../../../embedded/postgres.ts';
import { startTemporal } from '../../../embedded/temporal-server.ts';
import { SEARCH_ATTRIBUTES } from '../../../shared/search-attributes.ts';

/** A server that can be killed and comes back at the same address with the same data. */
export interface KillableServer {
  /** Where clients reach it; for PostgreSQL with its password. */
  address: string;
  /** SIGKILL: nothing is written or closed in good order. */
  kill(): void;
  /** Starts it again and waits until it answers; not once it was stopped. */
  restart(): Promise<void>;
  /** Also ends what a restart under way has started. */
  stop(): Promise<void>;
}

interface Running {
  pid: number;
  stop(): Promise<void>;
}

const RESTART_LIMIT_MS = 60_000;

/** What the killed server left behind may hold its port or its data for a moment. */
async function startAgain(start: () => Promise<Running>, signal: AbortSignal): Promise<Running> {
  const deadline = Date.now() + RESTART_LIMIT_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (Date.now() > deadline || signal.aborted) throw error;
      await sleep(500);
    }
  }
}

async function killable(address: string, start: () => Promise<Running>): Promise<KillableServer> {
  let running: Running | null = await start();
  let restarting: Promise<void> | null = null;
  const stopping = new AbortController();

  async function startIfAway(): Promise<void> {
    if (!stopping.signal.aborted) running ??= await startAgain(start, stopping.signal);
  }

  return {
    address,
    kill() {
      if (running) process.kill(running.pid, 'SIGKILL');
      running = null;
    },
    restart() {
      restarting = startIfAway();
      return restarting;
    },
    async stop() {
      stopping.abort();
      await restarting?.catch(() => undefined);
      await running?.stop();
      running = null;
    },
  };
}

/** PostgreSQL with its durable settings: what it has committed, it must still have after SIGKILL. */
export async function startKillablePostgres(dir: string): Promise<KillableServer> {
  const options = { dataDir: join(dir, 'postgres'), port: await freePort(), persistent: true };
  let url = '';
  const start = async () => {
    const running = await startPostgres(options);
    url = running.url;
    return running;
  };
  const server = await killable('', start);
  return { ...server, address: url };
}

/** Temporal's dev server with a file that lasts. `progress` hears what it takes to have one on this machine. */
export async function startKillableTemporal(dir: string, progress: (line: string) => void): Promise<KillableServer> {
  const port = await freePort();
  const dataFile = join(dir, 'temporal.db');
  const options = { dataFile, port, headless: true, searchAttributes: SEARCH_ATTRIBUTES, progress };
  return killable(`127.0.0.1:${port}`, () => startTemporal(options));
}
