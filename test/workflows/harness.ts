import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { KeepAlive } from '../../activities/keep-alive.ts';
import { easypostQueue, HUB_QUEUE, WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import { ORDER_MESSAGE, type CancelAnswer, type CancelRequest } from '../../shared/orders/messages.ts';
import type { OrderResult, OrderStateView, ReleasePlan } from '../../shared/orders/outcomes.ts';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import type { OrderInput } from '../../workflows/inputs.ts';
import { until } from '../setup/poll.ts';
import { recordHistory } from './record-history.ts';
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
  return whileServed(server, merchantId, world.activities, async () => {
    const order = new RunningOrder(server.client, merchantId);
    try {
      return await test(order);
    } finally {
      await order.endIfOpen();
    }
  });
}

/** Runs `test` while workers serve all workflows, and these activities on the hub's and the merchant's queue. */
export async function whileServed<T>(
  { client, connection, bundle }: Server,
  merchantId: string,
  activities: object,
  test: () => Promise<T>,
): Promise<T> {
  const { namespace } = client.options;
  const interceptors = { activity: [() => ({ inbound: new KeepAlive() })] };
  const workers = await Promise.all([
    Worker.create({ connection, namespace, taskQueue: WORKFLOW_QUEUE, workflowBundle: bundle }),
    ...[HUB_QUEUE, easypostQueue(merchantId)].map((taskQueue) =>
      Worker.create({ connection, namespace, taskQueue, activities, interceptors }),
    ),
  ]);
  const runs = workers.map((worker) => worker.run());
  try {
    return await test();
  } finally {
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
  record(name: string): Promise<void> {
    return recordHistory(this.handle, name);
  }

  async endIfOpen(): Promise<void> {
    if (!this.#handle) return;
    const { status } = await this.#handle.describe();
    if (status.name === 'RUNNING') await this.#handle.terminate('the test is over');
  }
}
