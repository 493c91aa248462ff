import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../simulators/easypost/faults.ts';
import { allOf, BARCODE, failureOf, newOrder, startHarness, TEST_KEY, until, type Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

interface Case {
  name: string;
  effect: Fault['effect'];
  error: object;
  /** Whether the order exists at EasyPost afterwards. */
  created: boolean;
}

const HTML = { kind: 'html' } as const;
const CREATE_CASES: Case[] = [
  { name: 'outage', effect: { kind: 'outage' }, error: { type: 'unavailable', reached: 'maybe' }, created: false },
  {
    name: 'commit, then drop',
    effect: { kind: 'commit_then_drop' },
    error: { type: 'unavailable', reached: 'maybe' },
    created: true,
  },
  {
    name: 'malformed JSON',
    effect: { kind: 'malformed_json' },
    error: { type: 'unavailable', reached: 'maybe', status: 201, vendorCode: 'ANSWER.UNREADABLE' },
    created: true,
  },
  {
    name: 'HTML with 200, carried out',
    effect: { ...HTML, commit: true },
    error: { type: 'unavailable', reached: 'maybe', status: 200 },
    created: true,
  },
  {
    name: 'an empty success',
    effect: { kind: 'body', status: 204, body: '' },
    error: { type: 'unavailable', reached: 'maybe', status: 204 },
    created: false,
  },
  {
    name: 'a success without an id',
    effect: { kind: 'body', status: 200, body: '{"status":"created"}', commit: true },
    error: { type: 'unavailable', reached: 'maybe', vendorWords: expect.stringContaining('id:') as unknown },
    created: true,
  },
  {
    name: '500',
    effect: { kind: 'status', status: 500 },
    error: { type: 'unavailable', reached: 'maybe' },
    created: false,
  },
  {
    name: '500, carried out',
    effect: { kind: 'status', status: 500, commit: true },
    error: { type: 'unavailable', reached: 'maybe', status: 500 },
    created: true,
  },
  {
    name: '503 in HTML',
    effect: { ...HTML, status: 503 },
    error: { type: 'unavailable', status: 503 },
    created: false,
  },
  {
    name: '408',
    effect: { kind: 'status', status: 408 },
    error: { type: 'unavailable', reached: 'maybe' },
    created: false,
  },
  {
    name: '429 with seconds',
    effect: { kind: 'status', status: 429, retryAfter: 7 },
    error: { type: 'rate_limited', reached: 'yes', retryAfterMs: 7000 },
    created: false,
  },
  {
    name: 'bad key',
    effect: { kind: 'bad_key' },
    error: { type: 'unauthorized', reached: 'yes', status: 401 },
    created: false,
  },
  {
    name: 'out of stock',
    effect: { kind: 'out_of_stock' },
    error: { type: 'out_of_stock', reached: 'yes', vendorCode: 'ORDER.OUT_OF_STOCK' },
    created: false,
  },
  {
    name: 'an unknown refusal',
    effect: { kind: 'status', status: 418, code: 'TEAPOT', message: 'short and stout' },
    error: {
      type: 'refused',
      vendorCode: 'TEAPOT',
      vendorWords: expect.stringContaining('short and stout') as unknown,
    },
    created: false,
  },
  {
    name: 'a redirect',
    effect: { kind: 'body', status: 302, body: 'moved' },
    error: { type: 'refused', vendorWords: 'moved' },
    created: false,
  },
  {
    name: '404',
    effect: { kind: 'status', status: 404, code: 'NOT_FOUND' },
    error: { type: 'refused', vendorCode: 'NOT_FOUND' },
    created: false,
  },
];

describe('creating an order', () => {
  test.each(CREATE_CASES)('$name', async ({ effect, error, created }) => {
    const { client, control } = harness;
    await control.addFault({ effect, method: 'POST', path: '/orders' });
    expect(await failureOf(client.createOrder(newOrder('CW-1')))).toMatchObject(error);
    expect(await control.orders(TEST_KEY)).toHaveLength(created ? 1 : 0);
    // The fault is used up: the next call works.
    expect(await client.createOrder(newOrder('CW-2'))).toMatchObject({ state: 'created' });
  });

  test('late commit: 504 now, the order appears afterwards', async () => {
    const { client, control } = harness;
    await control.addFault({ effect: { kind: 'late_commit', ms: 50 } });
    const error = await failureOf(client.createOrder(newOrder('CW-late')));
    expect(error).toMatchObject({ type: 'unavailable', reached: 'maybe', status: 504 });
    const late = await until(async () => (await allOf(client.listOrders()))[0]);
    expect(late.description).toBe('CW-late');
  });

  test('a slow EasyPost is unavailable when the time is up, and may have created the order', async () => {
    const { control, clientOf } = harness;
    await control.addFault({ effect: { kind: 'latency', ms: 400 }, method: 'POST' });
    const error = await failureOf(clientOf(TEST_KEY, 'test', 150).createOrder(newOrder('CW-1')));
    expect(error).toMatchObject({ type: 'unavailable', reached: 'maybe' });
    await until(async () => (await control.orders(TEST_KEY)).length === 1);
  });

  test('nobody there: unavailable, and certainly not reached', async () => {
    const { client, simulator } = harness;
    await simulator.close();
    expect(await failureOf(client.createOrder(newOrder('CW-1')))).toMatchObject({ type: 'unavailable', reached: 'no' });
    harness = await startHarness();
  });

  test('stock that is really short is told with what is missing', async () => {
    const error = await failureOf(harness.client.createOrder(newOrder('CW-1', [{ barcode: BARCODE, units: 101 }])));
    expect(error).toMatchObject({ type: 'out_of_stock', reached: 'yes' });
    expect(error.vendorWords).toContain(`${BARCODE}: 101 wanted, 100 available`);
  });

  test('an unknown barcode and an incomplete address are refused in EasyPost’s words, kept out of the message', async () => {
    const unknown = await failureOf(harness.client.createOrder(newOrder('CW-1', [{ barcode: 'nope', units: 1 }])));
    expect(unknown).toMatchObject({ type: 'refused', vendorCode: 'PRODUCT.NOT_FOUND', reached: 'yes' });
    const order = newOrder('CW-1');
    const address = { ...order.destination, zip: '' };
    const incomplete = await failureOf(harness.client.createOrder({ ...order, destination: address }));
    expect(incomplete.vendorWords).toContain('destination.zip');
    expect(incomplete.message).toBe('easypost refused (422) at POST /fulfillment/vendor/v2/orders');
  });
});

describe('reading', () => {
  const READ_CASES: Pick<Case, 'name' | 'effect' | 'error'>[] = [
    { name: 'outage', effect: { kind: 'outage' }, error: { type: 'unavailable' } },
    { name: 'malformed JSON', effect: { kind: 'malformed_json' }, error: { type: 'unavailable' } },
    { name: 'HTML', effect: { kind: 'html' }, error: { type: 'unavailable', vendorCode: 'ANSWER.UNREADABLE' } },
    {
      name: 'a list under another name',
      effect: { kind: 'body', status: 200, body: '{"data":[]}' },
      error: { type: 'unavailable' },
    },
    { name: 'null', effect: { kind: 'body', status: 200, body: 'null' }, error: { type: 'unavailable' } },
    { name: '403 in HTML', effect: { kind: 'html', status: 403 }, error: { type: 'unauthorized' } },
    { name: '402', effect: { kind: 'status', status: 402 }, error: { type: 'unauthorized' } },
    { name: '404', effect: { kind: 'status', status: 404 }, error: { type: 'not_found', status: 404 } },
  ];
  test.each(READ_CASES)('$name', async ({ effect, error }) => {
    const { client, control } = harness;
    await control.addFault({ effect, method: 'GET' });
    expect(await failureOf(allOf(client.listOrders()))).toMatchObject(error);
    expect(await allOf(client.listOrders())).toEqual([]);
  });

  test('an outage for a time ends by itself', async () => {
    const { client, control } = harness;
    await control.addFault({ effect: { kind: 'outage' }, durationMs: 200 });
    expect(await failureOf(allOf(client.listProducts()))).toMatchObject({ type: 'unavailable' });
    await until(async () => allOf(client.listProducts()).catch(() => null));
  });

  test('more calls per second than allowed are rate limited, per key', async () => {
    const { client, control } = harness;
    await control.addFault({ effect: { kind: 'rate_limit', perSecond: 2 } });
    const calls = Array.from({ length: 5 }, () => client.getOrder('order_none').catch((error: unknown) => error));
    const types = (await Promise.all(calls)).map((error) => (error as { type: string }).type);
    expect(types.filter((type) => type === 'rate_limited')).toHaveLength(3);
  });
});

test('a duplicate barcode is told as such', async () => {
  const { client } = harness;
  const created = await client.createProduct({ title: 'Socks', barcode: '21101-32 XXS', weight: { value: 4 } });
  expect(created).toMatchObject({ barcode: '21101-32 XXS', title: 'Socks', mode: 'test' });
  const error = await failureOf(client.createProduct({ title: 'Socks', barcode: '21101-32 XXS' }));
  expect(error).toMatchObject({ type: 'duplicate', vendorCode: 'PRODUCT.BARCODE.DUPLICATE', reached: 'yes' });
});

test('the key is in no error, whatever EasyPost echoes', async () => {
  const { client, control } = harness;
  const encoded = Buffer.from(`${TEST_KEY}:`).toString('base64');
  const effects: Fault['effect'][] = [
    { kind: 'body', status: 400, body: `bad key ${TEST_KEY}, Basic ${encoded}` },
    { kind: 'outage' },
    { kind: 'bad_key' },
    { kind: 'malformed_json' },
  ];
  for (const effect of effects) {
    await control.addFault({ effect, method: 'GET' });
    const error = await failureOf(client.getOrder('order_none'));
    const shown = [String(error), error.stack, error.vendorWords, JSON.stringify(error), String(error.cause)].join(
      '\n',
    );
    expect(shown).not.toContain(TEST_KEY);
    expect(shown).not.toContain(encoded);
  }
});
