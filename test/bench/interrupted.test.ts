import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli, type BuiltCli, type RunningCli } from '../cli/built-cli.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';

const LONG = { timeout: 180_000 };
/** Of a busy machine. */
const STARTS_WITHIN_MS = 90_000;

await describeWithTemporal('A run that is ended by Ctrl-C', () => {
  let built: BuiltCli;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cartway-interrupted-'));
    // PostgreSQL may run as a user of its own.
    await chmod(folder, 0o711);
    built = await buildCli({ TMPDIR: folder });
  });
  afterAll(async () => {
    await built?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const BENCH = ['bench/main.js', ['history', '--quick']] as const;
  const CRASH = ['bench/crash/main.js', ['--orders', '15', '--minutes', '0.5', '--seed', '1']] as const;

  it.each([
    [...BENCH, 'one order with one parcel'],
    [...CRASH, 'postgres is killed'],
  ])('%s leaves nothing behind', LONG, async (program, args, line) => {
    const run = built.start(args, {}, program);
    await until(`it says "${line}"`, () => run.printed().includes(line), STARTS_WITHIN_MS);
    expect(await readdir(folder)).not.toEqual([]);
    await endsClean(run);
  });

  it.each([BENCH, CRASH])('%s leaves nothing behind while its servers only start', LONG, async (program, args) => {
    const run = built.start(args, {}, program);
    await until('it has begun', async () => (await readdir(folder)).length > 0, STARTS_WITHIN_MS);
    await endsClean(run);
  });

  async function endsClean(run: RunningCli): Promise<void> {
    expect(await run.stop('SIGINT')).toBe(130);
    expect(await readdir(folder)).toEqual([]);
    expect(run.printed()).not.toMatch(/"error"|Error:/);
    expect(run.printed().match(/Stopping/g)).toHaveLength(1);
  }
});
