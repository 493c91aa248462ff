import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { portFor } from './ports.ts';
import { DATABASE, openData, ROLE } from './postgres-data.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { postgresUser, startAs } from './postgres-user.ts';
import { startServer } from './server-process.ts';

const LOOPBACK = '127.0.0.1';

const SETTINGS = [
  `listen_addresses=${LOOPBACK}`,
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  'lc_messages=C',
];
/** For tests: only a crash of the machine, not one of the server, may lose data. */
const NOT_DURABLE = ['fsync=off', 'full_page_writes=off'];

export interface PostgresOptions {
  /** Holds the data and the password; made if it is not there. */
  dataDir: string;
  /** Must be free; without it, any free port. */
  port?: number;
  /** Whether the data stays after `stop()`. */
  persistent: boolean;
  /** `false` trades safety against a crash of the machine for speed, for tests. */
  durable?: boolean;
  /** Hears what the server prints. */
  log?: (line: string) => void;
}

export interface RunningPostgres {
  /** With the password: never print it. */
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on the loopback address and waits until it takes connections. It ends with `stop()` or with this
 * process. Throws when the port is in use, the data is open in another server, or the server does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  const [programs, user] = await Promise.all([postgresPrograms(), postgresUser()]);
  const { cluster, password } = await openData(dataDir, programs, user);
  const port = await portFor(options.port, 'PostgreSQL');
  const settings = options.durable === false ? [...SETTINGS, ...NOT_DURABLE] : SETTINGS;
  const args = ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = await startServer({
    name: 'PostgreSQL',
    ...(await startAs(user, programs.postgres, args, [cluster])),
    // Fast shutdown: connections are closed, data is written.
    stopSignal: 'SIGINT',
    log: options.log,
  });
  await server.sawLine((line) => line.includes('ready to accept connections'));
  return {
    url: `postgres://${ROLE}:${password}@${LOOPBACK}:${port}/${DATABASE}`,
    port,
    pid: server.pid,
    async stop() {
      await server.stop();
      if (!options.persistent) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
