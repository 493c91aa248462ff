import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withCacheLock } from '../../embedded/cache.ts';
import { findTemporal } from '../../embedded/temporal-binary.ts';
import { findTimeSkippingServer } from '../../embedded/time-skipping-binary.ts';

let folder: string;
let bin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartway-cache-'));
  bin = join(folder, 'path');
  await mkdir(bin);
  vi.stubEnv('CARTWAY_CACHE', join(folder, 'cache'));
  vi.stubEnv('PATH', bin);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const quiet = () => undefined;

async function program(place: string, script: string): Promise<string> {
  await writeFile(place, `#!/bin/sh\n${script}\n`);
  await chmod(place, 0o755);
  return place;
}

test('the Temporal CLI on PATH comes first', async () => {
  await mkdir(join(folder, 'cache', 'bin'), { recursive: true });
  await program(join(folder, 'cache', 'bin', 'temporal'), 'exit 0');
  const onPath = await program(join(bin, 'temporal'), 'echo "temporal version 1.5.1 (Server 1.29.1)"');
  expect(await findTemporal(quiet)).toBe(onPath);
});

test('another program of that name on PATH is passed over', async () => {
  await program(join(bin, 'temporal'), 'echo "a calendar"');
  await mkdir(join(folder, 'cache', 'bin'), { recursive: true });
  const cached = await program(join(folder, 'cache', 'bin', 'temporal'), 'exit 0');
  expect(await findTemporal(quiet)).toBe(cached);
});

test('Go builds it into the cache, once for all that ask at the same time, and leaves no rest', async () => {
  // Stands for the real Go, which takes minutes: writes the program where `go install` does.
  await program(join(bin, 'go'), `echo built >> "${folder}/builds"; printf '#!/bin/sh\\n' > "$GOBIN/temporal"`);
  vi.stubEnv('PATH', `${bin}:/bin:/usr/bin`);
  const found = await Promise.all([findTemporal(quiet), findTemporal(quiet), findTemporal(quiet)]);
  const cached = join(folder, 'cache', 'bin', 'temporal');
  expect(new Set(found)).toEqual(new Set([cached]));
  expect(await readdir(join(folder, 'cache'))).toEqual(['bin']);
});

test('where nothing helps, the error names every place that was tried and the way out', async () => {
  const error = await findTemporal(quiet).catch((reason: Error) => reason.message);
  expect(error).toContain('"temporal" on PATH: not there');
  expect(error).toContain(join(folder, 'cache', 'bin', 'temporal'));
  expect(error).toContain("the Temporal SDK's download: ");
  expect(error).toContain('go install github.com/temporalio/cli/cmd/temporal@v1.5.1: go is not installed');
  expect(error).toContain('TEMPORAL_ADDRESS');
});

test('without Java, the time-skipping server is an error that names what was tried', async () => {
  const error = await findTimeSkippingServer(quiet).catch((reason: Error) => reason.message);
  expect(error).toContain('io.temporal:temporal-test-server:1.38.0: java is not installed');
  expect(error).toContain('Install Java 17 and Maven.');
});

test('a cache that cannot be written is an error that names it', async () => {
  await writeFile(join(folder, 'cache'), 'a file');
  await expect(findTemporal(quiet)).rejects.toThrow(/cache/);
});

test('the lock of a process that is gone does not hold up others', async () => {
  await mkdir(join(folder, 'cache'));
  await writeFile(join(folder, 'cache', 'thing.lock'), '999999999');
  expect(await withCacheLock('thing', quiet, () => Promise.resolve('done'))).toBe('done');
});
