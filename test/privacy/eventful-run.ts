import { sql } from 'kysely';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { setEasypost } from '../../operations/set-easypost.ts';
import { findOrder } from '../../operations/find-order.ts';
import { cancelOrder } from '../../operations/cancel-order.ts';
import { holdOrder } from '../../operations/hold-order.ts';
import { addAliases } from '../../operations/add-aliases.ts';
import { TEST_KEY, type Hub } from '../e2e/hub.ts';
import { serverAt, startMutatingProxy, type MutatingProxy, type SeenRequest } from '../fuzz/mutating-proxy.ts';
import { until } from '../setup/poll.ts';
import { BUYER, CART_TOKEN, WORDS } from './persona.ts';

export interface RunParts {
  hub: Hub;
  demo: DemoCart;
  cart: CartControl;
  proxy: MutatingProxy;
  close(): Promise<void>;
}

const { email, ...SHIP_TO } = BUYER;

/** A merchant and a cart whose answers pass a proxy. */
export async function startRun(hub: Hub): Promise<RunParts> {
  const demo = await startDemoCart({ token: CART_TOKEN });
  const proxy = await startMutatingProxy(serverAt(demo.url));
  await hub.addMerchant('acme', { MUG: 100, RARE: 0 });
  await hub.addCart('acme', 'acme-shop', {
    kind: 'generic',
    connection: {
      ordersUrl: `${proxy.url}/orders`,
      shipmentsUrl: `${proxy.url}/shipments`,
      inventoryUrl: `${proxy.url}/inventory`,
    },
    credentials: { token: CART_TOKEN },
  });
  const close = async (): Promise<void> => {
    await Promise.all([proxy.close(), demo.close()]);
  };
  return { hub, demo, cart: createCartControl(demo.controlUrl), proxy, close };
}

function place({ cart }: RunParts, number: string, sku = 'MUG', shipTo: object = {}) {
  return cart.placeOrder({ number, email, phone: BUYER.phone, ship_to: { ...SHIP_TO, ...shipTo }, lines: [{ sku }] });
}

async function take(parts: RunParts, number: string, sku?: string): Promise<void> {
  await place(parts, number, sku);
  await parts.hub.pull('acme-shop');
}

async function ship({ hub }: RunParts, number: string): Promise<void> {
  await hub.easypost.ship((await hub.order(number)).easypostOrderId ?? '');
  await hub.readTracking('acme');
}

function answerWith(
  proxy: MutatingProxy,
  status: number,
  body: unknown,
  hits: (request: SeenRequest) => boolean,
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  proxy.use((request) =>
    hits(request) ? { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) } : null,
  );
}

/** The order's way without trouble, a backorder, a cancellation, and what people must fix. */
export async function ordinaryDay(parts: RunParts): Promise<void> {
  const { hub } = parts;
  await take(parts, 'P1');
  await hub.reaches('P1', 'accepted');
  await ship(parts, 'P1');
  await hub.reaches('P1', 'confirmed');
  await take(parts, 'P2', 'RARE');
  await hub.reaches('P2', 'backordered');
  await take(parts, 'P3', 'NOBODYKNOWS');
  await hub.reaches('P3', 'problem');
  await place(parts, 'P4', 'MUG', { city: null, country: `Land of ${BUYER.name}` });
  await hub.pull('acme-shop');
  await hub.reaches('P4', 'problem');
  await take(parts, 'P5');
  await hub.reaches('P5', 'accepted');
  await cancelOrder(hub.context, await findOrder(hub.context, { order: 'P5' }), 30_000);
  await holdOrder(hub.context, await findOrder(hub.context, { order: 'P3' }), { reason: 'asked for by phone' });
  await addAliases(hub.context, 'acme', [{ sku: 'NOBODYKNOWS', barcode: 'MUG' }]);
}

/** EasyPost repeats the address, in its words and in place of its code, and the key. */
export async function easypostTalks(parts: RunParts): Promise<void> {
  const { hub } = parts;
  const refusals = [
    { code: 'ORDER.ADDRESS.INVALID', message: WORDS },
    { code: WORDS, message: `key ${TEST_KEY} may not ship to ${WORDS}` },
  ];
  for (const [index, error] of refusals.entries()) {
    const body = JSON.stringify({ error });
    await hub.easypost.addFault({ effect: { kind: 'body', status: 422, body }, method: 'POST', path: '/orders' });
    await take(parts, `P6-${index}`);
    await hub.reaches(`P6-${index}`, 'problem');
  }
  for (const body of [
    `{"id":"${BUYER.email}","status":"${BUYER.name}","cut`,
    `<html>${WORDS} ${TEST_KEY}</html>`,
    'null',
  ]) {
    await hub.easypost.addFault({ effect: { kind: 'body', status: 200, body }, method: 'POST', path: '/orders' });
  }
  await take(parts, 'P7');
  await hub.reaches('P7', 'accepted');
  await hub.easypost.setKeyActive(TEST_KEY, false);
  await take(parts, 'P8');
  await hub.reaches('P8', 'problem');
  await hub.easypost.setKeyActive(TEST_KEY, true);
  await setEasypost(hub.context, 'acme', { testKey: TEST_KEY });
  await hub.reaches('P8', 'accepted');
}

/** The cart repeats the buyer and the token, in errors and in orders that cannot be read. */
export async function cartTalks(parts: RunParts): Promise<void> {
  const { hub, proxy } = parts;
  const words = `${WORDS} ${CART_TOKEN}`;
  const isShipment = ({ method, url }: SeenRequest): boolean => method === 'POST' && url.startsWith('/shipments');
  answerWith(proxy, 422, { code: words, title: words, detail: words }, isShipment);
  await ship(parts, 'P7');
  await hub.reaches('P7', 'problem');
  let tries = 0;
  answerWith(proxy, 500, words, (request) => isShipment(request) && ++tries === 1);
  await ship(parts, 'P8');
  await until('the cart was asked to make the shipment', () => tries > 0);
  await hub.reaches('P8', 'confirmed');
  const row = { id: 'P9', status: words, lines: words, created_at: BUYER.email, ship_to: { name: BUYER.name } };
  answerWith(proxy, 200, { orders: [row], next_cursor: null }, ({ url }) => url.includes('updated_since'));
  await hub.pull('acme-shop');
  answerWith(proxy, 401, { title: words, detail: words }, ({ url }) => url.startsWith('/orders'));
  await hub.pull('acme-shop');
  let pulls = 0;
  answerWith(
    proxy,
    200,
    `{"orders":[{"email":"${BUYER.email}"`,
    ({ url }) => url.startsWith('/orders') && ++pulls <= 2,
  );
  await hub.pull('acme-shop');
}

/** PostgreSQL refuses a row and quotes it, while orders are imported, sent, and shown to the tracking reader. */
export async function databaseTalks(parts: RunParts, failures: () => number): Promise<void> {
  const { hub, proxy } = parts;
  const { db } = hub.context;
  proxy.heal();
  await sql`create function complain() returns trigger language plpgsql as $$
    begin raise exception 'row % is not good', to_jsonb(new); end $$`.execute(db);
  const failing = ['orders before insert', 'order_events before insert', 'send_attempts before insert'];
  for (const [index, where] of failing.entries()) {
    const [table = '', ...when] = where.split(' ');
    const trigger = sql`create trigger complains ${sql.raw(when.join(' '))} on ${sql.table(table)}
      for each row execute function complain()`;
    await trigger.execute(db);
    await place(parts, `P10-${index}`);
    const failed = failures();
    const pulling = hub.pull('acme-shop');
    await until(`an activity fails at ${table}`, () => failures() > failed);
    await sql`drop trigger complains on ${sql.table(table)}`.execute(db);
    await pulling;
    await hub.reaches(`P10-${index}`, 'accepted');
  }
}
