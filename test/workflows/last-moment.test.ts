import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { failedTasks } from '../setup/failed-tasks.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal, workflowBundle } from '../setup/temporal.ts';
import { freshNamespace } from '../workers/namespace.ts';
import { withWorkers, type RunningOrder, type Server } from './harness.ts';
import { createWorld, type World } from './world.ts';

const PARCELS = [ORDER_MESSAGE.parcels, { writeBack: AT_ONCE }] as const;
const SECOND = { requestId: 'second', author: { kind: 'user', name: 'test' } };
const LAST_WORDS = ['Every parcel is confirmed by the cart.', 'Cancelled at EasyPost.'];
const STANDSTILL_MS = 2_000;
/** A busy machine may miss the moment; nothing else is tried again. */
const TRIES = { retry: { count: 5, condition: /workflow execution already completed/ } };

/** The workflows of this build, but a machine that stands still for a moment when an order says that it is over. */
async function standingStillAtTheEnd(folder: string): Promise<{ codePath: string }> {
  const standStill = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${STANDSTILL_MS})`;
  let code = await readFile((await workflowBundle()).codePath, 'utf8');
  for (const words of LAST_WORDS) {
    const literal = new RegExp(`(["'])${words}\\1`, 'g');
    expect(code.match(literal)).toHaveLength(1);
    code = code.replace(literal, (text) => `(${standStill}, ${text})`);
  }
  const codePath = join(folder, 'bundle.js');
  await writeFile(codePath, code);
  return { codePath };
}

await describeWithTemporal('What reaches an order in the moment in which it ends', (shared) => {
  let server: Server;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cartway-last-moment-'));
    const [client, connection] = await Promise.all([
      freshNamespace(shared),
      NativeConnection.connect({ address: shared.address }),
    ]);
    server = { client, connection, bundle: await standingStillAtTheEnd(folder) };
  });
  afterAll(async () => {
    await server?.connection.close();
    await server?.client.connection.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Waits until a worker has the answer to the last activity and is about to end the order with it. */
  async function isEnding(order: RunningOrder): Promise<void> {
    await until('the order is about to end', async () => {
      const { events } = await order.handle.fetchHistory();
      const [answer, , last] = (events ?? []).slice(-3);
      if (last?.workflowExecutionCompletedEventAttributes) return true;
      return Boolean(answer?.activityTaskCompletedEventAttributes && last?.workflowTaskStartedEventAttributes);
    });
  }

  async function whileItEnds(
    how: 'confirmed' | 'cancelled',
    test: (order: RunningOrder, world: World) => Promise<void>,
  ): Promise<void> {
    const world = createWorld({});
    await withWorkers(server, world, async (order) => {
      await order.start();
      await order.reaches('accepted');
      if (how === 'confirmed') await order.signal(...PARCELS);
      else await order.signal(ORDER_MESSAGE.cancelOrder);
      await until('its last activity is called', () => world.calls.length === 2);
      await isEnding(order);
      await test(order, world);
      expect(await order.result()).toEqual({ kind: how });
    });
  }

  /** The server turns the end away once, and the order hears the signal before it ends again. */
  async function signalIsHeard(order: RunningOrder, name: string, message: object): Promise<void> {
    await order.signal(name, message);
    await order.result();
    expect(await failedTasks(order.handle)).toEqual(['UNHANDLED_COMMAND']);
  }

  it('confirmed: news of parcels changes nothing', TRIES, () =>
    whileItEnds('confirmed', async (order, world) => {
      await signalIsHeard(order, ...PARCELS);
      expect(world.calls).toEqual(['sendOrder', 'writeParcels']);
      await order.record('signalled-in-the-last-moment');
    }),
  );

  it('confirmed: a cancellation by signal is refused in the timeline', TRIES, () =>
    whileItEnds('confirmed', async (order, world) => {
      await signalIsHeard(order, ORDER_MESSAGE.cancelOrder, SECOND);
      expect(world.calls.at(-1)).toBe('recordRefusal:second');
    }),
  );

  it('cancelled: another cancellation by signal stands in the timeline', TRIES, () =>
    whileItEnds('cancelled', async (order, world) => {
      await signalIsHeard(order, ORDER_MESSAGE.cancelOrder, SECOND);
      expect(world.calls.at(-1)).toBe('recordCancelled:second');
    }),
  );

  // The caller then asks the database, which has been told before the workflow ends.
  it.each(['confirmed', 'cancelled'] as const)(
    '%s: a cancellation that waits for its answer hears that it is over',
    (how) =>
      whileItEnds(how, async (order) => {
        await expect(order.cancel('second')).rejects.toThrow(WorkflowNotFoundError);
      }),
  );
});
