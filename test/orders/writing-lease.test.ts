import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HubDeps } from '../../activities/deps.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { createWriteParcels } from '../../activities/orders/parcels/write-parcels.ts';
import { LEASE_MS, underLease } from '../../activities/orders/parcels/writing-lease.ts';
import { storeParcels } from '../../activities/orders/tracking/store-parcels.ts';
import { openDatabase, type Database } from '../../database/connection.ts';
import { listEvents } from '../../database/queries/order-events.ts';
import { claimOrderToWrite, giveBackLease, renewLease } from '../../database/queries/order-to-write.ts';
import { settleDelivery } from '../../database/queries/settle-delivery.ts';
import { createVault } from '../../runtime/vault.ts';
import { until } from '../setup/poll.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { storeLine, storeOrder, storeShop } from './stored-orders.ts';

const RUN_OUT = 0;

let url: string;
let db: Database;

beforeAll(async () => {
  url = await testDatabaseUrl();
  db = openDatabase(url, 8);
  await storeShop(db);
});

afterAll(() => db?.destroy());

async function shippedOrder(): Promise<{ orderId: string; parcelId: string }> {
  const orderId = await storeOrder(db, 'accepted');
  await storeLine(db, orderId, 'TEE', 1);
  const parcel = { pickId: orderId, carrier: 'UPS', trackingCode: `T-${orderId}`, trackingUrl: null };
  const parcels = [{ ...parcel, shippedAt: new Date(), units: [{ barcode: 'TEE', units: 1 }] }];
  await storeParcels(db, [{ orderId, merchantId: 'acme', cartId: 'shop', parcels }]);
  const row = db.selectFrom('parcels').select('id').where('order_id', '=', orderId);
  return { orderId, parcelId: (await row.executeTakeFirstOrThrow()).id };
}

async function claim(orderId: string, leaseMs = LEASE_MS): Promise<string> {
  const { lease } = await claimOrderToWrite(db, orderId, leaseMs);
  if (lease === null) throw new Error('another has the lease');
  return lease;
}

it('of many writers at once one has the lease, and the others hear how long', async () => {
  const { orderId } = await shippedOrder();
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimOrderToWrite(db, orderId, LEASE_MS)));
  expect(claims.filter(({ lease }) => lease !== null)).toHaveLength(1);
  const { lease, busyMs } = await claimOrderToWrite(db, orderId, LEASE_MS);
  expect(lease).toBeNull();
  expect(busyMs).toBeGreaterThan(0);
  expect(busyMs).toBeLessThanOrEqual(LEASE_MS);
});

it('a lease that ran out goes to the next, and its former owner can neither renew it nor give it back', async () => {
  const { orderId } = await shippedOrder();
  const former = await claim(orderId, RUN_OUT);
  const present = await claim(orderId);
  expect(await renewLease(db, orderId, former, LEASE_MS)).toBeNull();
  await giveBackLease(db, orderId, former);
  expect((await claimOrderToWrite(db, orderId, LEASE_MS)).lease).toBeNull();
  const renewed = await renewLease(db, orderId, present, LEASE_MS);
  await giveBackLease(db, orderId, renewed ?? '');
  expect(await claim(orderId)).not.toBe(present);
});

it('what fails gives the lease back at once', async () => {
  const { orderId } = await shippedOrder();
  const lease = await claim(orderId);
  const work = underLease(db, { orderId, lease, claimedAt: Date.now() }, () =>
    Promise.reject(new Error('the cart broke')),
  );
  await expect(work).rejects.toThrow('the cart broke');
  expect(await claim(orderId)).not.toBe(lease);
});

it('nothing is written under a lease that may have gone to another', async () => {
  const { orderId } = await shippedOrder();
  const lease = await claim(orderId);
  const claimedAt = Date.now() - LEASE_MS;
  const work = underLease(db, { orderId, lease, claimedAt }, async (assertLeased) => assertLeased());
  await expect(work).rejects.toMatchObject({ type: 'unavailable' });
});

it('nothing is claimed of a confirmed order or of a cart that is down', async () => {
  const { orderId } = await shippedOrder();
  await db.updateTable('carts').set({ down_since: new Date() }).where('id', '=', 'shop').execute();
  const down = await claimOrderToWrite(db, orderId, LEASE_MS);
  await db.updateTable('carts').set({ down_since: null }).where('id', '=', 'shop').execute();
  expect(down).toMatchObject({ lease: null, cart: { isDown: true } });
  await db.updateTable('orders').set({ status: 'confirmed' }).where('id', '=', orderId).execute();
  expect(await claimOrderToWrite(db, orderId, LEASE_MS)).toMatchObject({ lease: null, busyMs: 0 });
});

it('the last parcel, the end of the lease and the confirmation are one step, told in their order', async () => {
  const { orderId, parcelId } = await shippedOrder();
  const { lease, parcels } = await claimOrderToWrite(db, orderId, LEASE_MS);
  const written = { parcelId, cartShipmentId: 'shp_1', text: 'The cart has it' };
  const common = { orderId, lease: lease ?? '', written, solves: [], text: 'All is done' };
  expect(await settleDelivery(db, { ...common, version: parcels.version, status: 'confirmed' })).toBe(true);
  const told = (await listEvents(db, orderId)).map(({ kind }) => kind);
  expect(told).toEqual(['parcel', 'written', 'confirmed']);
  const row = db.selectFrom('orders').select(['status', 'writing_until']).where('id', '=', orderId);
  expect(await row.executeTakeFirst()).toEqual({ status: 'confirmed', writing_until: null });
});

it('a parcel that is with the cart is remembered even where another has come since', async () => {
  const { orderId, parcelId } = await shippedOrder();
  const lease = await claim(orderId);
  const written = { parcelId, cartShipmentId: 'shp_1', text: 'The cart has it' };
  const common = { orderId, lease, written, solves: [], text: 'All is done' };
  expect(await settleDelivery(db, { ...common, version: 'an earlier one', status: 'confirmed' })).toBe(false);
  const { order, parcels } = await claimOrderToWrite(db, orderId, LEASE_MS);
  expect([order.status, parcels.parcels.map((parcel) => parcel.written)]).toEqual(['shipped', [true]]);
});

it('a cart that answers slowly keeps no connection to PostgreSQL from others', async () => {
  const asked: ServerResponse[] = [];
  const slow = createServer((_, response) => void asked.push(response));
  await new Promise<void>((listening) => slow.listen(0, '127.0.0.1', listening));
  const base = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const few = openDatabase(url, 2);
  const vault = createVault([{ id: 'test', key: randomBytes(32) }]);
  const connection = { ordersUrl: `${base}/orders`, shipmentsUrl: `${base}/shipments`, inventoryUrl: `${base}/stock` };
  await db
    .updateTable('carts')
    .set({ connection: JSON.stringify(connection), credentials: vault.seal(JSON.stringify({ token: 'secret' })) })
    .where('id', '=', 'shop')
    .execute();
  const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
  const write = createWriteParcels({ db: few, vault, http } as unknown as HubDeps);
  const orders = await Promise.all(Array.from({ length: 5 }, shippedOrder));
  const ref = { merchantId: 'acme', cartId: 'shop', number: '1' };
  const writing = Promise.allSettled(orders.map(({ orderId }) => write({ ...ref, orderId })));
  try {
    await until('the cart is asked for all five', () => asked.length === 5);
    expect(await few.selectFrom('carts').select('id').execute()).toEqual([{ id: 'shop' }]);
  } finally {
    for (const response of asked) response.writeHead(503).end();
    const outcomes = await writing;
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    await Promise.all([few.destroy(), http.close()]);
    slow.closeAllConnections();
    slow.close();
  }
  for (const { orderId } of orders) expect(await claim(orderId)).toBeTruthy();
});
