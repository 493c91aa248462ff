import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeParcels } from '../../activities/orders/tracking/store-parcels.ts';
import { openDatabase, type Database } from '../../database/connection.ts';
import { changeStatus } from '../../database/queries/order-facts.ts';
import { loadOrderParcels, type OrderParcels } from '../../database/queries/order-parcels.ts';
import { settleDelivery } from '../../database/queries/settle-delivery.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { storeLine, storeOrder, storeShop } from './stored-orders.ts';

let db: Database;

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl(), 8);
  await storeShop(db);
});

afterAll(() => db?.destroy());

function parcelOf(pickId: string, units: number, trackingCode = `T-${pickId}`) {
  const shippedAt = new Date('2026-11-20T10:00:00Z');
  return { pickId, carrier: 'UPS', trackingCode, trackingUrl: null, shippedAt, units: [{ barcode: 'TEE', units }] };
}

async function acceptedOrder(units: number): Promise<{ orderId: string; merchantId: string; cartId: string }> {
  const orderId = await storeOrder(db, 'accepted');
  await storeLine(db, orderId, 'TEE', units);
  return { orderId, merchantId: 'acme', cartId: 'shop' };
}

async function read(orderId: string): Promise<OrderParcels> {
  const stored = (await loadOrderParcels(db, [orderId])).get(orderId);
  if (!stored) throw new Error('the order is gone');
  return stored;
}

type Owner = Awaited<ReturnType<typeof acceptedOrder>>;
type Parcel = ReturnType<typeof parcelOf>;

function store(owner: Owner, parcels: Parcel[], loaded?: OrderParcels): Promise<number> {
  return storeParcels(db, [{ ...owner, parcels }], loaded && new Map([[owner.orderId, loaded]]));
}

function confirm({ orderId, version }: OrderParcels): Promise<boolean> {
  const writing = { lease: new Date().toISOString(), written: null };
  return settleDelivery(db, {
    orderId,
    version,
    ...writing,
    status: 'confirmed',
    solves: ['cart_refused'],
    text: 'done',
  });
}

async function statusOf(orderId: string): Promise<string> {
  const row = db.selectFrom('orders').select('status').where('id', '=', orderId);
  return (await row.executeTakeFirstOrThrow()).status;
}

it('an order is not confirmed by what was read before another parcel came', async () => {
  const owner = await acceptedOrder(2);
  await store(owner, [parcelOf('1', 2)]);
  const before = await read(owner.orderId);
  await store(owner, [parcelOf('1', 2), parcelOf('2', 1)]);
  expect(await confirm(before)).toBe(false);
  expect(await statusOf(owner.orderId)).toBe('shipped');
  expect(await confirm(await read(owner.orderId))).toBe(true);
  expect(await statusOf(owner.orderId)).toBe('confirmed');
});

it('parcels allotted by an old reading are allotted again by what is stored', async () => {
  const owner = await acceptedOrder(3);
  const old = await read(owner.orderId);
  await store(owner, [parcelOf('1', 1)]);
  expect(await store(owner, [parcelOf('1', 1), parcelOf('2', 2)], old)).toBe(1);
  const { parcels } = await read(owner.orderId);
  const lines = (quantity: number) => [{ sourceLineId: 'TEE', quantity }];
  expect(parcels.map((parcel) => [parcel.pickId, parcel.lines])).toEqual([
    ['1', lines(1)],
    ['2', lines(2)],
  ]);
  expect(await statusOf(owner.orderId)).toBe('shipped');
});

it('of many readings at once each parcel is stored once, in the order of its units', async () => {
  for (let round = 0; round < 10; round += 1) {
    const owner = await acceptedOrder(3);
    const seen = [parcelOf('1', 1), parcelOf('2', 1), parcelOf('3', 1)];
    await Promise.all([1, 2, 3, 3, 3].map((count) => store(owner, seen.slice(0, count))));
    const { parcels } = await read(owner.orderId);
    expect(parcels.map(({ pickId }) => pickId).toSorted()).toEqual(['1', '2', '3']);
    expect(parcels.flatMap(({ lines }) => lines.map(({ quantity }) => quantity))).toEqual([1, 1, 1]);
  }
});

it('a change of status makes what was read before out of date, one after the other', async () => {
  const { orderId } = await acceptedOrder(1);
  const seen = new Set<string>();
  for (let change = 0; change < 5; change += 1) {
    seen.add((await read(orderId)).version);
    await changeStatus(db, { orderId, status: 'accepted', event: { kind: 'notice', text: 'again' } });
  }
  expect(seen.size).toBe(5);
});

it('units beyond the order and a changed code are told with the parcel that is new', async () => {
  const owner = await acceptedOrder(1);
  await store(owner, [parcelOf('1', 1)]);
  expect(await store(owner, [parcelOf('1', 1, 'NEW'), parcelOf('2', 4)])).toBe(2);
  const { parcels } = await read(owner.orderId);
  expect(parcels.map(({ trackingCode, lines }) => [trackingCode, lines.length])).toEqual([
    ['NEW', 1],
    ['T-2', 0],
  ]);
  const problems = await db
    .selectFrom('problems')
    .select(['cause', 'subject'])
    .where('order_id', '=', owner.orderId)
    .execute();
  expect(problems).toEqual([{ cause: 'parcel_mismatch', subject: '4 × TEE' }]);
});

it('parcels of many orders are stored in one step; one of another version is read and stored again', async () => {
  const [one, other, none] = [await acceptedOrder(2), await acceptedOrder(1), await acceptedOrder(1)];
  const loaded = await loadOrderParcels(db, [one.orderId, other.orderId, none.orderId]);
  await changeStatus(db, { orderId: other.orderId, status: 'accepted', event: { kind: 'notice', text: 'again' } });
  const seen = [
    { ...one, parcels: [parcelOf('1', 1), parcelOf('2', 1)] },
    { ...other, parcels: [parcelOf('3', 1)] },
    { ...none, parcels: [] },
  ];
  expect(await storeParcels(db, seen, loaded)).toBe(3);
  const stored = await Promise.all([one, other, none].map(({ orderId }) => read(orderId)));
  expect(stored.map(({ parcels }) => parcels.map(({ pickId }) => pickId))).toEqual([['1', '2'], ['3'], []]);
  expect(await Promise.all([one, other, none].map(({ orderId }) => statusOf(orderId)))).toEqual([
    'shipped',
    'shipped',
    'accepted',
  ]);
});
