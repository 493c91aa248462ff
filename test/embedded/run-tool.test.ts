import { expect, it } from 'vitest';
import { runTool } from '../../embedded/run-tool.ts';

const QUIET = () => undefined;
const AN_HOUR = 3_600_000;

function timersThatHoldTheProcess(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

it('a program that does not exist is told, and its limit does not keep the process alive', async () => {
  const before = timersThatHoldTheProcess();
  const tool = { file: 'no-such-program', args: [], doing: 'Trying', timeoutMs: AN_HOUR };
  expect(await runTool(tool, QUIET)).toEqual({ ok: false, why: 'no-such-program is not installed' });
  expect(timersThatHoldTheProcess()).toBe(before);
});

it('a program that takes too long is ended', async () => {
  const forever = { file: process.execPath, args: ['-e', 'setInterval(() => undefined, 1_000)'] };
  const result = await runTool({ ...forever, doing: 'Trying', timeoutMs: 200 }, QUIET);
  expect(result).toMatchObject({ ok: false, why: expect.stringContaining('was ended by SIGKILL') });
});
