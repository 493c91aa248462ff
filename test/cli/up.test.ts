import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readConnection } from '../../cli/connection-file.ts';
import { openDatabase } from '../../database/connection.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { buildCli, type BuiltCli, type RunningCli } from './built-cli.ts';

vi.setConfig({ testTimeout: 180_000 });

// The server itself is not used: where it cannot be had, "cartway up" cannot run either.
await describeWithTemporal('cartway up', () => {
  let cli: BuiltCli;
  let folder: string;
  let dataDir: string;
  let up: RunningCli;

  beforeAll(async () => {
    // PostgreSQL may run as a user of its own, who has to get to its files.
    folder = await mkdtemp(join(tmpdir(), 'cartway-up-'));
    dataDir = join(folder, 'data');
    cli = await buildCli({});
  });
  afterAll(async () => {
    await up.stop('SIGINT');
    await cli.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    up = cli.start(['up', '--data-dir', dataDir]);
    await until('it is up', () => up.printed().includes('Cartway is up.'), 120_000);
  }

  const run = (...args: string[]) => cli.run([...args, '--data-dir', dataDir]);

  it('starts everything, and commands in another terminal find it by its data directory', async () => {
    await start();
    expect(await run('merchant', 'add', 'acme')).toMatchObject({ code: 0 });
    const health = /http:\/\/\S+\/readyz/.exec(up.printed())?.[0] ?? '';
    expect(await (await fetch(health)).json()).toMatchObject({ ready: true });
    const ui = /Web UI\s+(http:\S+)/.exec(up.printed())?.[1] ?? '';
    expect((await fetch(ui)).status).toBe(200);
  });

  it('keeps what is secret to its owner', async () => {
    for (const file of ['encryption-keys', 'connection.json']) {
      expect((await stat(join(dataDir, file))).mode & 0o077, file).toBe(0);
    }
    const key = readConnection(dataDir)?.environment['CARTWAY_ENCRYPTION_KEYS'] ?? '';
    expect(key).toMatch(/^local:/);
    expect(cli.output()).not.toContain(key);
  });

  it('refuses a second one on the same data, and a port that is in use', async () => {
    expect(await run('up')).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use by process') });
    const port = /127\.0\.0\.1:(\d+)\/readyz/.exec(up.printed())?.[1] ?? '';
    const other = await cli.run(['up', '--data-dir', join(folder, 'other'), '--ui-port', port]);
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Port ${port} for the Temporal Web UI is in use`),
    });
  });

  it('stops cleanly on Ctrl-C: exit code 0, and nothing answers any more', async () => {
    const url = readConnection(dataDir)?.environment['CARTWAY_DATABASE_URL'] ?? '';
    expect(await up.stop('SIGINT')).toBe(0);
    expect(existsSync(join(dataDir, 'connection.json'))).toBe(false);
    const db = openDatabase(url, 1);
    await expect(db.selectFrom('merchants').select('id').execute()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await db.destroy();
    for (const address of up.printed().match(/http:\/\/[\d.]+:\d+/g) ?? [])
      await expect(fetch(address)).rejects.toThrow();
    expect(await run('merchant', 'list')).toMatchObject({ code: 1, stderr: expect.stringContaining('cartway up') });
  });

  it('has everything again after a restart', async () => {
    await start();
    expect((await run('merchant', 'list')).stdout).toContain('acme');
    const schedules = JSON.parse((await run('schedule', 'list', '--json')).stdout) as { state: string }[];
    expect(schedules.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(await up.stop('SIGTERM')).toBe(0);
  });
});
