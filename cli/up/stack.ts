import { join, resolve } from 'node:path';
import { migrate } from '../../database/migrate.ts';
import { isRunning } from '../../embedded/cache.ts';
import { freePort, requireFreePort } from '../../embedded/ports.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { Teardown } from '../../embedded/teardown.ts';
import { startTemporal } from '../../embedded/temporal-server.ts';
import { readEnvironment, type Environment } from '../../runtime/env.ts';
import { createLogger } from '../../runtime/log.ts';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import type { WorkerProcess } from '../../workers/worker.ts';
import { readConnection, removeConnection, writeConnection } from '../connection-file.ts';
import { dataDirKeys } from './encryption-key.ts';

const USUAL_UI_PORT = 8233;
const USUAL_HTTP_PORT = 8234;
/** What another terminal must know, too, to reach the same EasyPost and carts. */
const PASSED_ON = ['CARTWAY_EASYPOST_URL', 'CARTWAY_TRUSTED_HOSTS', 'CARTWAY_HTTP_TIMEOUT_SECONDS'];

export interface StackOptions {
  /** Keeps database, Temporal's file, keys and connection file. */
  dataDir: string;
  /** Hears what takes time. */
  progress: (line: string) => void;
  /** A port that is given must be free; else another is taken where the usual one is in use. */
  uiPort?: number | undefined;
  httpPort?: number | undefined;
  /** More environment variables, for the worker and for the connection file (a simulator's address …). */
  environment?: Record<string, string>;
  /** Path of another workflow bundle than the built one. */
  workflowCode?: string;
}

export interface Stack {
  env: Environment;
  worker: WorkerProcess;
  uiUrl: string;
  healthUrl: string;
  /** Drains the worker and ends all servers that it started. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Temporal and a worker in this process's care, for one machine. A database or a Temporal service
 * that the environment names is used instead of an embedded one. Sets the environment variables of this process.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  refuseSecond(dataDir);
  // Before anything is started: the answer is quick, and nothing is to be undone.
  if (options.uiPort) await requireFreePort(options.uiPort, 'the Temporal Web UI');
  if (options.httpPort) await requireFreePort(options.httpPort, 'health and metrics');
  const teardown = new Teardown();
  const stop = (): Promise<void> => teardown.end();
  try {
    const variables = await startServers(dataDir, options, teardown);
    Object.assign(process.env, variables);
    const env = readEnvironment();
    const ran = await migrate(env.CARTWAY_DATABASE_URL);
    if (ran.length > 0) options.progress(`The database has its tables (${ran.join(', ')})`);
    const worker = await startOwnWorker(env, options, teardown);
    await writeConnection(dataDir, { pid: process.pid, environment: variables });
    teardown.add(() => removeConnection(dataDir));
    return { env, worker, uiUrl: env.CARTWAY_UI_URL, healthUrl: `http://127.0.0.1:${worker.httpPort}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function refuseSecond(dataDir: string): void {
  const connection = readConnection(dataDir);
  if (!connection || connection.pid === process.pid || !isRunning(connection.pid)) return;
  throw new Error(
    `${dataDir} is in use by process ${connection.pid}; stop it, or give another directory with --data-dir`,
  );
}

async function startServers(
  dataDir: string,
  options: StackOptions,
  teardown: Teardown,
): Promise<Record<string, string>> {
  const keys = process.env['CARTWAY_ENCRYPTION_KEYS'] || (await dataDirKeys(dataDir));
  const [database, temporal] = await Promise.all([
    openDatabaseServer(dataDir, options, teardown),
    openTemporalServer(dataDir, options, teardown),
  ]);
  const given = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const passedOn = Object.fromEntries(given) as Record<string, string>;
  return { CARTWAY_ENCRYPTION_KEYS: keys, ...database, ...temporal, ...passedOn, ...options.environment };
}

async function openDatabaseServer(
  dataDir: string,
  { progress }: StackOptions,
  teardown: Teardown,
): Promise<Record<string, string>> {
  const given = process.env['CARTWAY_DATABASE_URL'];
  if (given) return { CARTWAY_DATABASE_URL: given };
  progress('Starting PostgreSQL');
  const postgres = await teardown.start(
    () => startPostgres({ dataDir: join(dataDir, 'postgres'), persistent: true }),
    (server) => server.stop(),
  );
  return { CARTWAY_DATABASE_URL: postgres.url };
}

async function openTemporalServer(
  dataDir: string,
  { progress, uiPort }: StackOptions,
  teardown: Teardown,
): Promise<Record<string, string>> {
  const given = process.env['TEMPORAL_ADDRESS'];
  if (given) return { TEMPORAL_ADDRESS: given };
  progress('Starting Temporal');
  const temporalOptions = {
    dataFile: join(dataDir, 'temporal.db'),
    uiPort: uiPort ?? (await freePort(USUAL_UI_PORT)),
    searchAttributes: SEARCH_ATTRIBUTES,
    progress,
  };
  const temporal = await teardown.start(
    () => startTemporal(temporalOptions),
    (server) => server.stop(),
  );
  return {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    CARTWAY_UI_URL: temporal.uiUrl,
  };
}

async function startOwnWorker(
  env: Environment,
  { httpPort, workflowCode, progress }: StackOptions,
  teardown: Teardown,
): Promise<WorkerProcess> {
  progress('Starting the worker');
  const { startWorker } = await import('../../workers/worker.ts');
  const port = httpPort ?? (env.CARTWAY_HTTP_PORT || (await freePort(USUAL_HTTP_PORT)));
  // A person reads this terminal: only what needs attention is logged, unless asked for.
  const level = process.env['CARTWAY_LOG_LEVEL'] ? env.CARTWAY_LOG_LEVEL : 'warn';
  const workerOptions = {
    env: { ...env, CARTWAY_HTTP_PORT: port },
    log: createLogger(level),
    ...(workflowCode === undefined ? {} : { workflowCode }),
  };
  const worker = await teardown.start(
    () => startWorker(workerOptions),
    (started) => started.drain(),
  );
  await Promise.race([worker.ready, worker.ended]);
  return worker;
}
