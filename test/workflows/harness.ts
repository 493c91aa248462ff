import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { KeepAlive } from '../../activities/keep-alive.ts';
import { easypostQueue, HUB_QUEUE, WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import { ORDER_MESSAGE, type CancelAnswer, type CancelRequest } from '../../shared/orders/messages.ts';
import type { OrderResult, OrderStateView, ReleasePlan } from '../../shared/orders/outcomes.ts';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import type { OrderInput } from '../../workflows/inputs.ts';
import { until } from '../setup/poll.ts';
import type { World } from './world.ts';

export interface Server {
  client: Client;
  connection: NativeConnection;
  bundle: { codePath: string };
}

export type OrderHandle = WorkflowHandle<(input: OrderInput) => Promise<OrderResult>>;

/** Runs `test` with workers that serve one order's three queues, and stops them after it. */
export async function withWorkers<T>(
  server: Server,
  world: World,
  test: (order: RunningOrder) => Promise<T>,
): Promise<T> {
  const merchantId = `m-${randomUUID().slice(0, 8)}`;
  const { connection } = server;
  const queues = [HUB_QUEUE, easypostQueue(merchantId)];
  const interceptors = { activity: [() => ({ inbound: new KeepAlive() })] };
  const workers = await Promise.all([
    Worker.create({ connection, taskQueue: WORKFLOW_QUEUE, workflowBundle: server.bundle }),
    ...queues.map((taskQueue) =>
      Worker.create({ connection, taskQueue, activities: { ...world.activities }, interceptors }),
    ),
  ]);
  const runs = workers.map((worker) => worker.run());
  const order = new RunningOrder(server.client, merchantId);
  try {
    return await test(order);
  } finally {
    await order.endIfOpen();
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
  }
}

/** One order's workflow as a test talks to it. */
export class RunningOrder {
  readonly #client: Client;
  readonly merchantId: string;
  #handle: OrderHandle | null = null;

  constructor(client: Client, merchantId: string) {
    this.#client = client;
    this.merchantId = merchantId;
  }

  get handle(): OrderHandle {
    if (!this.#handle) throw new Error('The order was not started');
    return this.#handle;
  }

  async start(plan: ReleasePlan = { holds: [], send: AT_ONCE }): Promise<void> {
    const ref = { orderId: randomUUID(), merchantId: this.merchantId, cartId: 'shop', number: '1001' };
    this.#handle = await this.#client.workflow.start<(input: OrderInput) => Promise<OrderResult>>(WORKFLOW.order, {
      workflowId: `order:${this.merchantId}:shop:${ref.orderId}`,
      taskQueue: WORKFLOW_QUEUE,
      args: [{ ref, plan }],
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTE.merchant, value: this.merchantId },
        { key: SEARCH_ATTRIBUTE.cart, value: 'shop' },
        { key: SEARCH_ATTRIBUTE.status, value: 'sending' },
        { key: SEARCH_ATTRIBUTE.orderNumber, value: '1001' },
      ],
    });
  }

  state(): Promise<OrderStateView> {
    return this.handle.query<OrderStateView>(ORDER_MESSAGE.state);
  }

  /** Waits until the workflow shows `status`. */
  async reaches(status: OrderStateView['status']): Promise<void> {
    await until(`the order is ${status}`, async () => (await this.state()).status === status);
  }

  signal(name: string, ...args: unknown[]): Promise<void> {
    return this.handle.signal(name, ...args);
  }

  cancel(requestId = 'request-1'): Promise<CancelAnswer> {
    const request: CancelRequest = { requestId, author: { kind: 'user', name: 'test' } };
    return this.handle.executeUpdate<CancelAnswer, [CancelRequest]>(ORDER_MESSAGE.cancelOrder, { args: [request] });
  }

  result(): Promise<OrderResult> {
    return this.handle.result();
  }

  /** Events in the history: all, or those whose type name contains `type`. */
  async count(type = ''): Promise<number> {
    const { events } = await this.handle.fetchHistory();
    const wanted = type.toLowerCase();
    const isWanted = (event: object) =>
      Object.entries(event).some(
        ([key, value]) => value && key.toLowerCase().startsWith(wanted) && key.endsWith('EventAttributes'),
      );
    return (events ?? []).filter(isWanted).length;
  }

  /** Keeps the history for `test/histories`, when the run is asked to record. */
  async record(name: string): Promise<void> {
    if (process.env['CARTWAY_RECORD_HISTORIES'] !== 'yes') return;
    // Which process did it says nothing about the workflow.
    const history = historyToJSON(await this.handle.fetchHistory()).replaceAll(
      /"identity": "[^"]*"/g,
      '"identity": "worker"',
    );
    await mkdir('test/histories', { recursive: true });
    await writeFile(`test/histories/${name}.json`, `${history}\n`);
  }

  async endIfOpen(): Promise<void> {
    if (!this.#handle) return;
    const { status } = await this.#handle.describe();
    if (status.name === 'RUNNING') await this.#handle.terminate('the test is over');
  }
}
