import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lazyTemporal } from '../../runtime/temporal-client.ts';
import { until } from '../setup/poll.ts';

/** Takes connections and ends each at once, as the address of a service that is away may do. */
async function startClosedDoor(): Promise<{ server: Server; knocks: number[] }> {
  const knocks: number[] = [];
  const server = createServer((socket) => {
    knocks.push(Date.now());
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, knocks };
}

describe('A client of Temporal that is away', () => {
  let door: Awaited<ReturnType<typeof startClosedDoor>>;
  const before = process.env['TEMPORAL_ADDRESS'];

  beforeEach(async () => {
    door = await startClosedDoor();
    process.env['TEMPORAL_ADDRESS'] = `127.0.0.1:${(door.server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    door.server.close();
    if (before === undefined) delete process.env['TEMPORAL_ADDRESS'];
    else process.env['TEMPORAL_ADDRESS'] = before;
  });

  const ask = (client: ReturnType<typeof lazyTemporal>) =>
    client.withDeadline(Date.now() + 3_000, () =>
      client.workflowService.describeNamespace({ namespace: 'default' }).then(
        () => 'answered',
        (error: unknown) => error,
      ),
    );

  it('looks for it every few seconds, however long it is away', async () => {
    const client = lazyTemporal();
    await until('it has tried to connect eight times', async () => {
      await ask(client);
      return door.knocks.length >= 8;
    });
    await client.connection.close();
    const pauses = door.knocks.slice(1).map((at, index) => at - (door.knocks[index] ?? 0));
    // A busy machine makes pauses longer, but none shorter: gRPC's own would be four seconds and more by now.
    expect(Math.min(...pauses.slice(-3))).toBeLessThan(3_000);
  });

  it.each([{ impatient: false }, { impatient: true }])(
    'may be closed while a call waits for its next try: %o',
    async (options) => {
      const client = lazyTemporal(options);
      const answer = client.workflowService
        .describeNamespace({ namespace: 'default' })
        .catch((error: unknown) => error);
      await until('it has tried to connect', () => door.knocks.length > 0);
      await client.connection.close();
      expect(await answer).toMatchObject({ code: 1 });
    },
  );
});
