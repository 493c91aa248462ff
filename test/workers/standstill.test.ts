import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WORKFLOW_QUEUE } from '../../shared/names.ts';
import { workflowWorker } from '../../workers/worker-options.ts';
import { failedTasks } from '../setup/failed-tasks.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { freshNamespace } from './namespace.ts';
import type { standStill } from './standstill-workflow.ts';

const WORKFLOWS = fileURLToPath(new URL('standstill-workflow.ts', import.meta.url));

/** Longer than the SDK's own limit for workflow code, shorter than the server waits for the answer to a task. */
const STANDSTILL_MS = 6_000;

await describeWithTemporal('A worker whose machine stands still in the midst of workflow code', (temporal) => {
  let client: Client;
  let connection: NativeConnection;
  let folder: string;

  beforeAll(async () => {
    client = await freshNamespace(temporal);
    connection = await NativeConnection.connect({ address: temporal.address });
    folder = await mkdtemp(join(tmpdir(), 'cartway-standstill-'));
  });
  afterAll(async () => {
    await connection?.close();
    await client?.connection.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('goes on afterwards, at the first try', async () => {
    const workflowCode = join(folder, 'bundle.js');
    await writeFile(workflowCode, (await bundleWorkflowCode({ workflowsPath: WORKFLOWS })).code);
    const { namespace } = client.options;
    const worker = await Worker.create(workflowWorker({ connection, namespace, workflowCode }));
    const handle = await client.workflow.start<typeof standStill>('standStill', {
      workflowId: randomUUID(),
      taskQueue: WORKFLOW_QUEUE,
      args: [STANDSTILL_MS],
    });
    expect(await worker.runUntil(handle.result())).toBe('went on');
    expect(await failedTasks(handle)).toEqual([]);
  });
});
