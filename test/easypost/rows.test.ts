import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EasypostOrder } from '../../activities/easypost/types.ts';
import { startMutatingProxy, serverAt, type MutatingProxy } from '../fuzz/mutating-proxy.ts';
import { createEasypostClient } from '../../activities/easypost/client.ts';
import { failureOf, newOrder, startHarness, TEST_KEY, type Harness } from './harness.ts';

let harness: Harness;
let proxy: MutatingProxy;

beforeAll(async () => {
  harness = await startHarness();
  proxy = await startMutatingProxy(serverAt(new URL(harness.simulator.url).origin));
});
afterAll(async () => {
  await proxy.close();
  await harness.close();
});

test('an order that cannot be read does not keep back the others, and is told at the end of the list', async () => {
  for (const number of [1, 2, 3]) await harness.client.createOrder(newOrder(`CW-00000000000${number} order`));
  const baseUrl = `${proxy.url}${new URL(harness.simulator.url).pathname}`;
  const client = createEasypostClient({ http: harness.http, baseUrl, apiKey: TEST_KEY, mode: 'test' });
  proxy.use((_, answer) => {
    const body = JSON.parse(answer.body.toString('utf8')) as { orders: { line_items: unknown; description: string }[] };
    for (const order of body.orders) if (order.description.startsWith('CW-000000000002')) order.line_items = 'many';
    return { ...answer, body: Buffer.from(JSON.stringify(body)) };
  });
  const read: EasypostOrder[] = [];
  const failure = await failureOf(
    (async () => {
      for await (const page of client.listOrders()) read.push(...page);
    })(),
  );
  expect(read.map(({ description }) => description)).toEqual(
    expect.arrayContaining(['CW-000000000001 order', 'CW-000000000003 order']),
  );
  expect(read).toHaveLength(2);
  expect(failure).toMatchObject({ type: 'unavailable', vendorCode: 'ANSWER.UNREADABLE' });
  expect(failure.vendorWords).toContain('line_items');
});
