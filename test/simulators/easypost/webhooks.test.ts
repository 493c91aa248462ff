import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../easypost/harness.ts';
import { caller, KEY, PRODUCTION, sample, startSimulator, type Started } from './api.ts';

interface Received {
  signature: string | undefined;
  text: string;
  event: { description: string; mode: string; result: Record<string, unknown> };
}

let started: Started;
let receiver: Server;
let hookUrl: string;
let received: Received[];
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      const signature = request.headers['x-hmac-signature']?.toString();
      received.push({ signature, text, event: JSON.parse(text) as Received['event'] });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  started = await startSimulator({ webhookRetryMs: [5, 5] });
  await started.control.seedProducts(KEY, [{ barcode: 'A', quantity: 10 }]);
  await started.control.seedProducts(PRODUCTION, [{ barcode: 'A', quantity: 10 }]);
});
afterEach(async () => {
  await started.close();
  await new Promise((resolve) => receiver.close(resolve));
});

function hooks(key = KEY) {
  return caller(started.simulator.url.replace('/fulfillment/vendor/v2', '/v2'), key);
}

const names = () => received.map(({ event }) => event.description);

test('every event of an order’s life is delivered, signed with the secret', async () => {
  const secret = 'gehe\u0301im'.normalize('NFC');
  const hook = await hooks()('POST', '/webhooks', { webhook: { url: hookUrl, webhook_secret: secret } });
  expect(hook).toMatchObject({ status: 201, body: { object: 'Webhook', url: hookUrl, mode: 'test' } });
  expect(JSON.stringify(hook.body)).not.toContain('im"');
  const { body: order } = await started.call('POST', '/orders', sample([['A', 2]]));
  await started.control.ship(order.id, [{ units: { A: 1 }, trackingCode: 'T1' }, {}]);
  await started.control.setTracker(KEY, 'T1', 'delivered');
  const second = await started.call('POST', '/orders', sample([['A', 1]]));
  await started.call('DELETE', `/orders/${second.body.id}`);
  await until(async () => received.length === 10);
  expect(names().toSorted()).toEqual([
    'fulfillment.order.created',
    'fulfillment.order.created',
    'fulfillment.order.refunded',
    'fulfillment.order.updated',
    'fulfillment.order.updated',
    'fulfillment.order.updated',
    'fulfillment.order.updated',
    'tracker.created',
    'tracker.created',
    'tracker.updated',
  ]);
  for (const { signature, text } of received) {
    const hex = createHmac('sha256', secret.normalize('NFKD')).update(text).digest('hex');
    expect(signature).toBe(`hmac-sha256-hex=${hex}`);
  }
  const tracker = received.find(({ event }) => event.description === 'tracker.updated')?.event;
  expect(tracker).toMatchObject({ mode: 'test', result: { tracking_code: 'T1', status: 'delivered' } });
  expect(new Date(String(tracker?.result.created_at)).getTime()).toBeGreaterThan(0);
});

test('an unanswered event is tried again, and given up after the last pause', async () => {
  await hooks()('POST', '/webhooks', { webhook: { url: hookUrl } });
  answers = [500, 404, 200];
  await started.call('POST', '/orders', sample([['A', 1]]));
  await until(async () => (await started.control.deliveries(KEY))[0]?.delivered);
  expect((await started.control.deliveries(KEY))[0]).toMatchObject({ tries: [500, 404, 200], delivered: true });
  expect(new Set(received.map(({ text }) => text)).size).toBe(1);
  expect(received[0]?.signature).toBeUndefined();
  answers = [500, 500, 500];
  await started.call('POST', '/orders', sample([['A', 1]]));
  await until(async () => (await started.control.deliveries(KEY))[1]?.tries.length === 3);
  expect((await started.control.deliveries(KEY))[1]).toMatchObject({ delivered: false });
});

test('a webhook hears only of its own mode, and nothing once it is deleted', async () => {
  const { body: hook } = await hooks(PRODUCTION)('POST', '/webhooks', { webhook: { url: hookUrl } });
  await started.call('POST', '/orders', sample([['A', 1]]));
  await caller(started.simulator.url, PRODUCTION)('POST', '/orders', sample([['A', 1]]));
  await until(async () => received.length === 1);
  expect(received[0]?.event.mode).toBe('production');
  expect((await hooks()('GET', `/webhooks/${hook.id}`)).status).toBe(404);
  expect((await hooks(PRODUCTION)('DELETE', `/webhooks/${hook.id}`)).body).toEqual({});
  await caller(started.simulator.url, PRODUCTION)('POST', '/orders', sample([['A', 1]]));
  expect(await started.control.deliveries(PRODUCTION)).toHaveLength(1);
});

test('a webhook can be listed and changed; a bad address is refused', async () => {
  const { body: hook } = await hooks()('POST', '/webhooks', { url: 'http://127.0.0.1:1/' });
  expect((await hooks()('PATCH', `/webhooks/${hook.id}`, { webhook: { url: hookUrl } })).body.url).toBe(hookUrl);
  expect((await hooks()('GET', '/webhooks/')).body.webhooks).toMatchObject([{ id: hook.id, url: hookUrl }]);
  expect(await hooks()('POST', '/webhooks', { url: 'not an address' })).toMatchObject({ status: 422 });
});
