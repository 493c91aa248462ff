import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { workflowBundle } from '../setup/temporal.ts';

const OF_THE_SDK = new Set(['ms', 'long', 'nexus-rpc']);

test('the bundle of the workflows is accepted by the sandbox and brings no zod, no driver and no HTTP along', async () => {
  const { codePath } = await workflowBundle();
  const code = await readFile(codePath, 'utf8');
  const packages = new Set([...code.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)/g)].map(([, name]) => name));
  const foreign = [...packages].filter((name) => !name?.startsWith('@temporalio/') && !OF_THE_SDK.has(name ?? ''));
  expect(foreign).toEqual([]);
});
