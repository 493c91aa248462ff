import { randomUUID } from 'node:crypto';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EasypostActivities, HubActivities } from '../../activities/activities.ts';
import { WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import type { WhichOrders } from '../../shared/orders/which-orders.ts';
import { describeWithTemporal, workflowBundle } from '../setup/temporal.ts';
import { freshNamespace } from '../workers/namespace.ts';
import { whileServed, type Server } from './harness.ts';
import { recordHistory } from './record-history.ts';

type Activities = Partial<HubActivities & EasypostActivities>;

await describeWithTemporal('The workflows beside the orders', (temporal) => {
  let server: Server;

  beforeAll(async () => {
    const [client, connection] = await Promise.all([
      freshNamespace(temporal),
      NativeConnection.connect({ address: temporal.address }),
    ]);
    server = { client, connection, bundle: await workflowBundle() };
  });
  afterAll(async () => {
    await server?.connection.close();
    await server?.client.connection.close();
  });

  /** Runs one to its end, keeps its history under its own name and returns its result. */
  function run(workflow: string, merchantId: string, argument: unknown, activities: Activities): Promise<unknown> {
    return whileServed(server, merchantId, activities, async () => {
      const workflowId = `${workflow}:${randomUUID()}`;
      const handle = await server.client.workflow.start(workflow, {
        workflowId,
        taskQueue: WORKFLOW_QUEUE,
        args: [argument],
      });
      const result: unknown = await handle.result();
      await recordHistory(handle, workflow);
      return result;
    });
  }

  it('a pull tells what came of the cart it was started for', async () => {
    const pulled = { listed: 3, created: 2, changed: 1, skipped: 0, unreadable: 0, started: 2 };
    const asked: string[] = [];
    const importOrders = async (cartId: string) => {
      asked.push(cartId);
      return pulled;
    };
    expect(await run(WORKFLOW.pullOrders, 'merchant', 'shop', { importOrders })).toEqual(pulled);
    expect(asked).toEqual(['shop']);
  });

  it('tracking is read on the queue of its account', async () => {
    const tracked = { read: 4, newParcels: 1, signalled: 1, doublesCancelled: 0 };
    const readTracking = async (merchantId: string) => ({ ...tracked, read: merchantId.length });
    const result = await run(WORKFLOW.readTracking, 'abc', 'abc', { readTracking });
    expect(result).toEqual({ ...tracked, read: 3 });
  });

  it('stock that was read releases backorders first and then goes to every cart, also where one is away', async () => {
    const calls: string[] = [];
    const activities: Activities = {
      readStock: async (merchantId) => {
        calls.push(`read ${merchantId}`);
        return { rows: 2, changed: 1, pushNow: ['away', 'shop'] };
      },
      releaseBackorders: async (merchantId) => {
        calls.push(`release ${merchantId}`);
        return 1;
      },
      pushStock: async (cartId) => {
        calls.push(`push ${cartId}`);
        if (cartId === 'away') throw new Error('the cart is away');
        return 5;
      },
    };
    const result = await run(WORKFLOW.readStock, 'merchant', 'merchant', activities);
    expect(result).toEqual({ rows: 2, changed: 1, pushNow: ['away', 'shop'] });
    expect(calls.slice(0, 2)).toEqual(['read merchant', 'release merchant']);
    expect(calls.slice(2).toSorted()).toEqual(['push away', 'push away', 'push away', 'push shop']);
  });

  it('a cart with times of its own is written its stock', async () => {
    const pushStock = async (cartId: string) => cartId.length;
    expect(await run(WORKFLOW.pushStock, 'merchant', 'shop', { pushStock })).toBe(4);
  });

  it('a mended SKU reaches the orders that wait for it, and its telling is tried again until it succeeds', async () => {
    const blocked: WhichOrders[] = [{ merchantId: 'merchant', causes: ['unknown_sku'], subjects: ['MUG-1'] }];
    let tries = 0;
    const recheckOrders = async (which: readonly WhichOrders[]) => {
      tries += 1;
      if (tries < 3) throw new Error('the database is away');
      expect(which).toEqual(blocked);
      return 7;
    };
    expect(await run(WORKFLOW.recheckOrders, 'merchant', blocked, { recheckOrders })).toBe(7);
  });
});
