import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { isRunning } from '../../embedded/cache.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { test } from 'vitest';

// Vite's runner, because Node 20 itself does not read TypeScript.
const PARENT = `
import { createServer } from 'vite';
const vite = await createServer({ configFile: false, logLevel: 'error', server: { middlewareMode: true, ws: false, watch: null } });
const { startBoth } = await vite.ssrLoadModule('/test/embedded/orphan-parent.ts');
process.send(await startBoth(process.argv[1]));
setInterval(() => undefined, 1000);`;

await describeWithTemporal('the embedded servers', () => {
  let dataDir: string;
  let parent: ChildProcess;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cartway-lifetime-'));
    parent = fork(dataDir, { execPath: process.execPath, execArgv: ['--input-type=module', '-e', PARENT] });
  });

  afterEach(async () => {
    parent.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('end with their parent when it gets %s', async (signal) => {
    const [pids] = (await once(parent, 'message')) as [{ postgres: number; temporal: number }];
    expect([isRunning(pids.postgres), isRunning(pids.temporal)]).toEqual([true, true]);
    parent.kill(signal);
    await until('both servers are gone', () => !isRunning(pids.postgres) && !isRunning(pids.temporal));
  });
});
