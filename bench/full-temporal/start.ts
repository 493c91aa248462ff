import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../embedded/ports.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { startServer, type ServerProcess } from '../../embedded/server-process.ts';
import { Teardown } from '../../embedded/teardown.ts';
import { say } from '../parts/progress.ts';
import type { TemporalPart } from '../parts/stack.ts';
import { DYNAMIC_CONFIG, frontendAddress, hostConfig, PORTS_PER_HOST } from './config.ts';
import type { ServerPrograms } from './find-server.ts';
import { makeNamespace } from './namespace.ts';
import { loginOf, makeDatabases, type DatabaseLogin } from './schema.ts';

/** A full Temporal service as production runs it: hosts with all four services, on a PostgreSQL server of its own. */
export interface FullTemporal extends TemporalPart {
  /** The process of each host; `pid` is the first, which clients call. */
  hosts: number[];
  /** With the password: never print it. */
  databaseUrl: string;
  postgresPid: number;
}

/**
 * Starts the service with its data in `dir` and waits until every host answers with the namespace and all search
 * attributes. It ends with `stop()` or with this process.
 */
export async function startFullTemporal(programs: ServerPrograms, dir: string, hostCount = 1): Promise<FullTemporal> {
  const teardown = new Teardown();
  const stop = () => teardown.end();
  const data = { dataDir: join(dir, 'temporal-postgres'), persistent: true };
  try {
    const postgres = await teardown.start(
      () => startPostgres(data),
      (server) => server.stop(),
    );
    const login = loginOf(postgres.url);
    await makeDatabases(programs.sqlTool, login, say);
    const hosts: ServerProcess[] = [];
    teardown.add(() => Promise.all(hosts.map((host) => host.stop())));
    const ports = await freePorts(PORTS_PER_HOST * hostCount);
    for (let index = 0; index < hostCount; index += 1) {
      const own = ports.slice(index * PORTS_PER_HOST, (index + 1) * PORTS_PER_HOST);
      const host = await startHost(programs.server, join(dir, `temporal-${index + 1}`), own, login);
      hosts.push(host);
      await Promise.race([makeNamespace(frontendAddress(own)), host.ended]);
    }
    const [pid = 0, ...others] = hosts.map((host) => host.pid);
    return {
      address: frontendAddress(ports),
      pid,
      hosts: [pid, ...others],
      databaseUrl: postgres.url,
      postgresPid: postgres.pid,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startHost(file: string, dir: string, ports: number[], login: DatabaseLogin): Promise<ServerProcess> {
  await mkdir(dir, { mode: 0o700 });
  const dynamicConfigFile = join(dir, 'dynamic.yaml');
  // JSON is YAML, too.
  await writeFile(dynamicConfigFile, JSON.stringify(DYNAMIC_CONFIG));
  const config = JSON.stringify(hostConfig(ports, login, dynamicConfigFile));
  await writeFile(join(dir, 'bench.yaml'), config, { mode: 0o600 });
  return startServer({
    name: 'The full Temporal service',
    file,
    args: ['--root', dir, '--config', '.', '--env', 'bench', '--allow-no-auth', 'start'],
    stopSignal: 'SIGTERM',
    ...(process.env['BENCH_LOG'] ? { log: (line: string) => say(`temporal: ${line}`) } : {}),
  });
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
