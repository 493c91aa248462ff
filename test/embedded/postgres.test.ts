import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startPostgres, type PostgresOptions, type RunningPostgres } from '../../embedded/postgres.ts';
import { isRunning } from '../../embedded/cache.ts';
import { freePort } from '../../embedded/ports.ts';
import { until } from '../setup/poll.ts';

let dataDir: string;
const started: RunningPostgres[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartway-pg-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, persistent: true, durable: false, ...options });
  started.push(server);
  return server;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // The server may end under an open connection; the query's own rejection tells.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('keeps data and password across a stop and a second start', async () => {
  const first = await start();
  await query(first.url, `create table kept as select 'grün' as word`);
  await first.stop();
  const second = await start();
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(await query(second.url, 'select word, upper(word) from kept')).toEqual([{ word: 'grün', upper: 'GRÜN' }]);
});

test('keeps committed data when the server is killed, and starts over its stale lock file', async () => {
  const first = await start();
  await query(first.url, 'create table kept as select 42 as answer');
  process.kill(first.pid, 'SIGKILL');
  await until('the server is gone', () => !isRunning(first.pid));
  const second = await start();
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('starts when the process id in the stale lock file belongs to another program by now', async () => {
  const first = await start();
  await first.stop();
  await writeFile(join(dataDir, 'cluster', 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n1\n\n127.0.0.1\n`);
  const second = await start();
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('takes connections with the password only, on the loopback address only', async () => {
  const server = await start();
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
});

test('without persistence, the data is gone after the stop', async () => {
  const server = await start({ persistent: false });
  await server.stop();
  expect(await readdir(dataDir).catch(() => 'gone')).toBe('gone');
});

test('a port in use is an error that names it', async () => {
  const port = await freePort();
  await start({ port });
  const other = await mkdtemp(join(tmpdir(), 'cartway-pg-'));
  await expect(start({ port, dataDir: other })).rejects.toThrow(`Port ${port} for PostgreSQL is in use`);
  await rm(other, { recursive: true });
});

test('an unfinished first start leaves nothing that the next one trips over', async () => {
  const first = await start();
  await first.stop();
  await rm(join(dataDir, 'cluster', 'PG_VERSION'));
  await rm(join(dataDir, 'cluster'), { recursive: true });
  await writeFile(join(dataDir, 'cluster.unfinished'), 'half');
  const second = await start();
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('data whose password is lost is an error that names both places', async () => {
  const first = await start();
  await first.stop();
  await rm(join(dataDir, 'password'));
  await expect(start()).rejects.toThrow(/has data, but its password is missing in .*password; restore it/);
});

test.runIf(process.getuid?.() === 0)("works in root's own home, which other users cannot enter", async () => {
  const home = await mkdtemp(join(homedir(), '.cartway-test-'));
  try {
    const server = await start({ dataDir: home });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
