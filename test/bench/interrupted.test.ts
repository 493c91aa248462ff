import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli, type BuiltCli } from '../cli/built-cli.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';

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

  it.each([
    ['bench/main.js', ['history', '--quick'], 'one order with one parcel'],
    ['bench/crash/main.js', ['--orders', '15', '--minutes', '0.5', '--seed', '1'], 'postgres is killed'],
  ])('%s leaves nothing behind', async (program, args, line) => {
    const run = built.start(args, {}, program);
    await until(`it says "${line}"`, () => run.printed().includes(line));
    expect(await readdir(folder)).not.toEqual([]);
    expect(await run.stop('SIGINT')).toBe(130);
    expect(await readdir(folder)).toEqual([]);
    expect(run.printed()).not.toMatch(/"error"|Error:/);
  });
});
