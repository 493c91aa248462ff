import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { TypedSearchAttributes, type SearchAttributeType } from '@temporalio/common';
import { portFor } from './ports.ts';
import type { Progress } from './run-tool.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { findTemporal } from './temporal-binary.ts';

const LOOPBACK = '127.0.0.1';
const NAMESPACE = 'default';
const START_LIMIT_MS = 60_000;

/**
 * One process serves every client here: the server's limits against many tenants only get in the way, and so do the
 * partitions of queues, which share out an account's rate unevenly.
 */
const DYNAMIC_CONFIG = [
  'frontend.namespaceRPS.visibility=1000',
  'frontend.persistenceMaxQPS=20000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

export interface TemporalOptions {
  /** Keeps everything in this SQLite file; without it, in memory. */
  dataFile?: string;
  /** Must be free; without it, any free port. */
  port?: number;
  /** The Web UI's port: must be free; without it, any free port. */
  uiPort?: number;
  /** Without the Web UI. */
  headless?: boolean;
  /** Settings of the server, as `name=value`. */
  dynamicConfig?: readonly string[];
  searchAttributes: readonly { name: string; type: SearchAttributeType }[];
  /** Hears what finding or building the server does, and where it takes time. */
  progress?: Progress;
  /** Hears what the server prints. */
  log?: (line: string) => void;
}

export interface RunningTemporal {
  /** `host:port` for clients and workers. */
  address: string;
  /** Empty when headless. */
  uiUrl: string;
  namespace: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a Temporal dev server on the loopback address and waits until it answers with all search attributes known.
 * It ends with `stop()` or with this process. Throws when no server program is found, a port is in use, or it does
 * not answer in time.
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const file = await findTemporal(options.progress ?? (() => undefined));
  const port = await portFor(options.port, 'the Temporal server');
  const uiPort = options.headless ? null : await portFor(options.uiPort, 'the Temporal Web UI');
  if (options.dataFile) await mkdir(dirname(options.dataFile), { recursive: true });
  const server = await startServer({
    name: 'The Temporal server',
    file,
    args: serverArguments(options, port, uiPort),
    stopSignal: 'SIGTERM',
    log: options.log,
  });
  const address = `${LOOPBACK}:${port}`;
  try {
    await Promise.race([untilReady(address, options.searchAttributes), server.ended]);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return running(server, address, uiPort);
}

function running(server: ServerProcess, address: string, uiPort: number | null): RunningTemporal {
  return {
    address,
    uiUrl: uiPort === null ? '' : `http://${LOOPBACK}:${uiPort}`,
    namespace: NAMESPACE,
    pid: server.pid,
    stop: () => server.stop(),
  };
}

function serverArguments(options: TemporalOptions, port: number, uiPort: number | null): string[] {
  const attributes = options.searchAttributes.map(
    ({ name, type }) => `${name}=${TypedSearchAttributes.toMetadataType(type)}`,
  );
  return [
    'server',
    'start-dev',
    '--ip',
    LOOPBACK,
    '--port',
    String(port),
    ...(uiPort === null ? ['--headless'] : ['--ui-ip', LOOPBACK, '--ui-port', String(uiPort)]),
    '--log-level',
    'warn',
    '--namespace',
    NAMESPACE,
    ...[...DYNAMIC_CONFIG, ...(options.dynamicConfig ?? [])].flatMap((value) => ['--dynamic-config-value', value]),
    ...attributes.flatMap((attribute) => ['--search-attribute', attribute]),
    ...(options.dataFile ? ['--db-filename', options.dataFile, '--sqlite-pragma', 'journal_mode=WAL'] : []),
  ];
}

async function untilReady(address: string, attributes: TemporalOptions['searchAttributes']): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  let last: unknown;
  while (Date.now() < deadline) {
    const connection = Connection.lazy({ address, connectTimeout: 2_000 });
    try {
      const known = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
      if (attributes.every(({ name }) => name in known.customAttributes)) return;
      last = new Error('search attributes are missing');
    } catch (error) {
      last = error;
    } finally {
      await connection.close();
    }
    await sleep(100);
  }
  throw new Error(`The Temporal server does not answer at ${address} after ${START_LIMIT_MS / 1000} s`, {
    cause: last,
  });
}
