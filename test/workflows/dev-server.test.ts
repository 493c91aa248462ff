import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTemporal, type RunningTemporal } from '../../embedded/temporal-server.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal, workflowBundle } from '../setup/temporal.ts';
import { withWorkers, type Server } from './harness.ts';
import { BACKORDERED, createWorld, ACCEPTED, PARTIAL, CONFIRMED } from './world.ts';

const PARCELS = [ORDER_MESSAGE.parcels, { writeBack: AT_ONCE }] as const;
const CONTINUE_AFTER = 100;

await describeWithTemporal('On a real server', () => {
  let temporal: RunningTemporal;
  let connection: Connection;
  let server: Server;

  beforeAll(async () => {
    temporal = await startTemporal({
      headless: true,
      searchAttributes: SEARCH_ATTRIBUTES,
      dynamicConfig: [`limit.historyCount.suggestContinueAsNew=${CONTINUE_AFTER}`],
    });
    connection = await Connection.connect({ address: temporal.address });
    server = {
      client: new Client({ connection }),
      connection: await NativeConnection.connect({ address: temporal.address }),
      bundle: await workflowBundle(),
    };
  });

  afterAll(async () => {
    await server.connection.close();
    await connection.close();
    await temporal.stop();
  });

  it('a happy order with one parcel takes 25 events at most', () =>
    withWorkers(server, createWorld({}), async (order) => {
      await order.start();
      await until('the order is accepted', async () => (await order.count('UpsertWorkflowSearchAttributes')) === 1);
      await order.signal(...PARCELS);
      expect(await order.result()).toEqual({ kind: 'confirmed' });
      expect(await order.count()).toBeLessThanOrEqual(25);
      await order.record('one-parcel');
    }));

  it('its status can be searched for', () =>
    withWorkers(server, createWorld({}), async (order) => {
      await order.start();
      const query = `CartwayMerchant = '${order.merchantId}' and CartwayStatus = 'accepted'`;
      await until('the search finds it', async () => (await server.client.workflow.count(query)).count === 1);
    }));

  it('an order that has waited long starts a fresh history and loses nothing', () => {
    const world = createWorld({ send: [BACKORDERED], write: [PARTIAL, CONFIRMED] });
    return withWorkers(server, world, async (order) => {
      await order.start();
      await order.reaches('backordered');
      const first = (await order.handle.describe()).runId;
      for (let night = 0; (await order.handle.describe()).runId === first; night++) {
        await order.signal(ORDER_MESSAGE.release, { reason: 'stock', author: { kind: 'cartway' } });
        await until('it is tried again', () => world.count('sendOrder') > night + 1);
      }
      expect((await order.state()).status).toBe('backordered');
      expect((await order.state()).sendAttempts).toBeGreaterThan(5);
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      await order.record('continued');
    });
  });

  it('an accepted order that continues still knows that parcels are on their way', () => {
    const world = createWorld({ send: [ACCEPTED], write: [PARTIAL] });
    return withWorkers(server, world, async (order) => {
      await order.start();
      await order.reaches('accepted');
      const first = (await order.handle.describe()).runId;
      for (let parcel = 0; (await order.handle.describe()).runId === first; parcel++) {
        await order.signal(...PARCELS);
        await until('it is written', () => world.count('writeParcels') > parcel);
      }
      expect(await order.cancel()).toEqual({ kind: 'refused', reason: 'already_shipped' });
    });
  });
});
