import { expect, test } from 'vitest';
import { connectGeneric } from '../../activities/carts/generic/index.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { serverAt, startMutatingProxy } from '../fuzz/mutating-proxy.ts';
import { pull } from './harness.ts';

const HOUR = 3_600_000;

test('an order that came without its id is taken once it has one, and counts as gone in no answer', async () => {
  const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
  const demo = await startDemoCart({ token: 'secret' });
  const control = createCartControl(demo.controlUrl);
  const proxy = await startMutatingProxy(serverAt(demo.url));
  const urls = { ordersUrl: `${proxy.url}/orders`, shipmentsUrl: `${proxy.url}/s`, inventoryUrl: `${proxy.url}/i` };
  const cart = connectGeneric(urls, { token: 'secret' }, http);
  await control.setClock({ offsetMs: -2 * HOUR });
  const nameless = await control.placeOrder();
  await control.setClock({ offsetMs: 0 });
  const other = await control.placeOrder();
  proxy.use((_, answer) => {
    const body = answer.body.toString('utf8').replace(`"id":"${nameless.id}"`, '"id":null');
    return { ...answer, body: Buffer.from(body) };
  });
  const first = await pull(cart, null, new Date(Date.now() - 3 * HOUR));
  expect([...first.orders.keys()]).toEqual([other.id]);
  expect(first.unreadable).toHaveLength(1);
  expect((await cart.getOrders([nameless.id, 'ord_9999'])).gone).toEqual([]);
  proxy.heal();
  const second = await pull(cart, first.position, new Date());
  expect([...second.orders.keys()]).toEqual([nameless.id, other.id]);
  // Nothing holds the listing back any more.
  expect([...(await pull(cart, second.position, new Date())).orders.keys()]).toEqual([other.id]);
  await Promise.all([proxy.close(), demo.close(), http.close()]);
});
