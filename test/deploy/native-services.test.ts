import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../embedded/ports.ts';
import { until } from '../setup/poll.ts';
import { emptyDatabaseUrl } from '../setup/postgres.ts';
import { sharedTemporal } from '../setup/temporal.ts';
import { composeServices, ROOT, SECRETS } from './compose-file.ts';

const MAIN = join(ROOT, 'dist/cli/main.js');
const built = existsSync(MAIN);
const title = 'the commands of docker-compose.yml, started without containers';

describe.skipIf(!built)(`${title}${built ? '' : ' [skipped, because dist/cli/main.js is not built]'}`, () => {
  const started: ChildProcess[] = [];
  let databaseUrl: string;
  let temporalAddress: string;

  beforeAll(async () => {
    [databaseUrl, { address: temporalAddress }] = await Promise.all([emptyDatabaseUrl(), sharedTemporal()]);
  });

  afterAll(async () => {
    await Promise.all(started.map((child) => end(child)));
  });

  /** Starts a service as its container would, on this machine's addresses. */
  async function start(name: string, port: number): Promise<{ child: ChildProcess; words: () => string }> {
    const service = (await composeServices(SECRETS))[name];
    const [program, ...args] = service?.command ?? [];
    expect(program).toBe('cartway');
    const here: Record<string, string> = {
      CARTWAY_DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      CARTWAY_HTTP_HOST: '127.0.0.1',
      CARTWAY_HTTP_PORT: String(port),
      CARTWAY_TRUSTED_HOSTS: '127.0.0.1',
    };
    const environment = Object.entries(service?.environment ?? {}).map(([key, value]) => [key, here[key] ?? value]);
    const onHere = args.map((word) => word.replace('0.0.0.0', '127.0.0.1').replace('8300', String(port)));
    const child = spawn(process.execPath, [MAIN, ...onHere], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...Object.fromEntries(environment) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    let words = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    return { child, words: () => words };
  }

  function end(child: ChildProcess): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
  }

  async function answers(url: string): Promise<Response | null> {
    return fetch(url).catch(() => null);
  }

  test('migrate makes the tables and ends with 0, also the second time', async () => {
    for (const _time of ['first', 'second']) {
      const { child, words } = await start('migrate', 0);
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      expect([code, words()]).toEqual([0, expect.any(String)]);
    }
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query(`select 1 from information_schema.tables where table_name = 'orders'`);
    await client.end();
    expect(rows).toHaveLength(1);
  });

  test('two workers become ready side by side, and SIGTERM drains each to exit code 0', async () => {
    const ports = [await freePort(), await freePort()];
    const workers = await Promise.all(ports.map((port) => start('worker', port)));
    for (const port of ports) {
      await until(
        `the worker at port ${port} is ready`,
        async () => (await answers(`http://127.0.0.1:${port}/readyz`))?.ok ?? false,
        60_000,
      );
    }
    expect(await Promise.all(workers.map(({ child }) => end(child)))).toEqual([0, 0]);
    expect(workers.map(({ words }) => words().includes(SECRETS.CARTWAY_ENCRYPTION_KEYS))).toEqual([false, false]);
  });

  test('the simulator answers over HTTP and ends with 0 on SIGTERM', async () => {
    const port = await freePort();
    const { child } = await start('simulator', port);
    const answer = await until('the simulator answers', () => answers(`http://127.0.0.1:${port}/`));
    expect(answer.status).toBeLessThan(500);
    expect(await end(child)).toBe(0);
  });
});
