import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitForRoomInQueue } from '../../activities/orders/import/room-in-queue.ts';
import { WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal, workflowBundle } from '../setup/temporal.ts';
import { freshNamespace } from '../workers/namespace.ts';

const ORDERS = 60;

await describeWithTemporal('An import that fills the workflow queue', (temporal) => {
  let client: Client;

  beforeAll(async () => {
    client = await freshNamespace(temporal);
    const start = () =>
      client.workflow.start(WORKFLOW.pullOrders, {
        workflowId: randomUUID(),
        taskQueue: WORKFLOW_QUEUE,
        args: ['shop'],
      });
    await Promise.all(Array.from({ length: ORDERS }, start));
  });
  afterAll(() => client?.connection.close());

  const wait = (of: Client) => new MockActivityEnvironment().run(waitForRoomInQueue, of);

  async function describeQueue() {
    const { stats, pollers } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: WORKFLOW_QUEUE },
      taskQueueType: 1,
      reportStats: true,
    });
    return { backlog: Number(stats?.approximateBacklogCount), pollers: pollers?.length ?? 0 };
  }

  it('goes on where no worker would shorten it', async () => {
    await until('the tasks wait', async () => (await describeQueue()).backlog === ORDERS);
    await wait(client);
    expect(await describeQueue()).toEqual({ backlog: ORDERS, pollers: 0 });
  });

  it('goes on where the service does not tell', async () => {
    const server = createServer();
    const unimplemented = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' };
    server.on('stream', (stream) => {
      stream.resume();
      stream.respond(unimplemented, { endStream: true });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const silent = new Client({ connection: Connection.lazy({ address: `127.0.0.1:${port}` }) });
    await wait(silent);
    await silent.connection.close();
    server.close();
  });

  it('waits until workers have shortened it', async () => {
    // A worker that takes one task and gives no answer: it shows as one, and the others stay.
    await client.withDeadline(Date.now() + 10_000, () =>
      client.workflowService.pollWorkflowTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: WORKFLOW_QUEUE },
        identity: 'slow',
      }),
    );
    await until('it shows', async () => (await describeQueue()).pollers === 1);
    expect((await describeQueue()).backlog).toBeGreaterThan(25);
    let backlogAfter: number | null = null;
    const waiting = wait(client).then(async () => (backlogAfter = (await describeQueue()).backlog));
    const connection = await NativeConnection.connect({ address: temporal.address });
    const worker = await Worker.create({
      connection,
      namespace: client.options.namespace,
      taskQueue: WORKFLOW_QUEUE,
      workflowBundle: await workflowBundle(),
    });
    expect(backlogAfter).toBeNull();
    await worker.runUntil(waiting);
    await connection.close();
    expect(backlogAfter).toBeLessThanOrEqual(25);
  });
});
