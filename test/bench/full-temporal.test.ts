import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hostConfig, PORTS_PER_HOST } from '../../bench/full-temporal/config.ts';
import { findServer } from '../../bench/full-temporal/find-server.ts';
import { loginOf, makeDatabases } from '../../bench/full-temporal/schema.ts';
import { shareOf, sumOf } from '../../bench/full-temporal/service-use.ts';
import { serverUse } from '../../bench/parts/database-use.ts';
import { openDatabase } from '../../database/connection.ts';
import { emptyDatabaseUrl } from '../setup/postgres.ts';

const LOGIN = { port: 20_001, user: 'hub', password: 'very secret' };
const quiet = () => undefined;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartway-full-temporal-'));
  vi.stubEnv('CARTWAY_CACHE', join(folder, 'cache'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function program(name: string, script: string): Promise<string> {
  const place = join(folder, name);
  await writeFile(place, `#!/bin/sh\n${script}\n`);
  await chmod(place, 0o755);
  return place;
}

describe('Finding the full Temporal service', () => {
  it('says why it cannot be had where there is no Go, and is no error', async () => {
    vi.stubEnv('PATH', folder);
    expect(await findServer(quiet)).toEqual({ ok: false, why: 'go is not installed' });
  });

  it('says what Go said where the build fails', async () => {
    await program('go', '[ "$1" = version ] && exit 0; echo "no route to the module proxy" >&2; exit 1');
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
    expect(await findServer(quiet)).toEqual({ ok: false, why: 'go ended with code 1: no route to the module proxy' });
  });

  it('builds both programs of one version into the cache, once for all that ask at the same time', async () => {
    // Stands for the real Go, which takes minutes: writes the programs where `go install` does.
    const made = 'for name in server sql; do printf "#!/bin/sh\\n" > "$GOBIN/$name"; chmod 755 "$GOBIN/$name"; done';
    await program('go', `[ "$1" = version ] && exit 0; echo "$@" >> "${folder}/builds"; ${made}`);
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
    const [found, again] = await Promise.all([findServer(quiet), findServer(quiet)]);
    const bin = join(folder, 'cache', 'bin');
    const programs = { server: join(bin, 'temporal-server-1.29.1'), sqlTool: join(bin, 'temporal-sql-tool-1.29.1') };
    expect([found, again]).toEqual([
      { ok: true, programs },
      { ok: true, programs },
    ]);
    const builds = (await readFile(join(folder, 'builds'), 'utf8')).trim().split('\n');
    expect(builds).toEqual([
      'install go.temporal.io/server/cmd/server@v1.29.1 go.temporal.io/server/cmd/tools/sql@v1.29.1',
    ]);
  });
});

describe('The configuration of a host', () => {
  const ports = Array.from({ length: PORTS_PER_HOST }, (_, index) => 21_000 + index);

  it('gives each service two ports of its own on the loopback address, the first to the clients', () => {
    const { services, global, clusterMetadata } = hostConfig(ports, LOGIN, 'dynamic.yaml');
    const all = Object.values(services).map(({ rpc }) => rpc);
    expect(all.every(({ bindOnLocalHost }) => bindOnLocalHost)).toBe(true);
    const used = all.flatMap(({ grpcPort, membershipPort }) => [grpcPort, membershipPort]);
    expect(used.toSorted((a, b) => Number(a) - Number(b))).toEqual(ports);
    expect(services['frontend']?.rpc.grpcPort).toBe(21_000);
    expect(clusterMetadata.clusterInformation.active.rpcAddress).toBe('127.0.0.1:21000');
    expect(global.membership.broadcastAddress).toBe('127.0.0.1');
  });

  it('names how many ports it needs where there are others', () => {
    expect(() => hostConfig([21_000], LOGIN, 'dynamic.yaml')).toThrow('A host needs 8 ports instead of 1');
  });
});

describe('The databases of the service', () => {
  it('are made with every step in order, and the password is no argument', async () => {
    const tool = await program('sql', `echo "$* (password: $SQL_PASSWORD, TLS: $SQL_TLS)" >> "${folder}/calls"`);
    vi.stubEnv('SQL_TLS', 'true');
    await makeDatabases(tool, LOGIN, quiet);
    const common = '--plugin=postgres12 --endpoint=127.0.0.1 --port=20001 --user=hub';
    expect((await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n')).toEqual(
      [
        '--database=temporal create-database --defaultdb=postgres',
        '--database=temporal setup-schema --version=0.0',
        '--database=temporal update-schema --schema-name=postgresql/v12/temporal',
        '--database=temporal_visibility create-database --defaultdb=postgres',
        '--database=temporal_visibility setup-schema --version=0.0',
        '--database=temporal_visibility update-schema --schema-name=postgresql/v12/visibility',
      ].map((step) => `${common} ${step} (password: very secret, TLS: )`),
    );
  });

  it('fail with the words of the tool', async () => {
    const tool = await program('sql', 'echo "database is gone" >&2; exit 1');
    await expect(makeDatabases(tool, LOGIN, quiet)).rejects.toThrow(/cannot be made: .*database is gone/);
  });

  it('are reached with the login of the URL', () => {
    expect(loginOf('postgres://hub:a%2Fb@127.0.0.1:20001/hub')).toEqual({ port: 20_001, user: 'hub', password: 'a/b' });
  });
});

describe('What a PostgreSQL server takes', () => {
  it('grows with rows written', async () => {
    const db = openDatabase(await emptyDatabaseUrl(), 1);
    try {
      const before = await serverUse(db);
      await sql`create table filler as select repeat('x', 500) as text from generate_series(1, 20000)`.execute(db);
      // Sessions tell at once what they are asked to.
      await sql`select pg_stat_force_next_flush()`.execute(db);
      const after = await serverUse(db);
      expect(after.commits).toBeGreaterThan(before.commits);
      expect(after.rows_written - before.rows_written).toBeGreaterThanOrEqual(20_000);
      expect(after.kb - before.kb).toBeGreaterThan(10_000);
      expect(after.wal_kb).toBeGreaterThan(before.wal_kb);
    } finally {
      await db.destroy();
    }
  });

  it('is added up and shared out figure by figure', () => {
    const one = { commits: 10, rows_written: 4, wal_kb: 100, wal_syncs: 2, kb: 8, cpu_ms: 30 };
    expect(shareOf(sumOf([one, one, one]), 6)).toEqual({
      commits: 5,
      rows_written: 2,
      wal_kb: 50,
      wal_syncs: 1,
      kb: 4,
      cpu_ms: 15,
    });
  });
});
