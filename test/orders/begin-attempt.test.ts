import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { beginAttempt, finishAttempt } from '../../database/queries/send-attempts.ts';
import type { Component } from '../../database/tables.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { storeOrder, storeShop } from './stored-orders.ts';

let db: Database;

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl(), 8);
  await storeShop(db);
});

afterAll(() => db?.destroy());

function begin(orderId: string, contentHash = 'open.a.b', components = new Map<string, Component[]>()) {
  return beginAttempt(db, { orderId, mode: 'test', account: 'key', leaseMs: 60_000, components, contentHash });
}

it('of many first attempts at once one begins, and the others find it busy', async () => {
  for (let round = 0; round < 10; round += 1) {
    const orderId = await storeOrder(db);
    const kinds = (await Promise.all(Array.from({ length: 6 }, () => begin(orderId)))).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['begun', 'busy', 'busy', 'busy', 'busy', 'busy']);
  }
});

it('an attempt that was not sent is followed by one with the next number', async () => {
  const orderId = await storeOrder(db);
  const first = await begin(orderId);
  if (first.kind === 'begun') await finishAttempt(db, first.attemptId, 'not_sent');
  expect(first).toMatchObject({ kind: 'begun', number: 1, afterDoubt: false });
  expect(await begin(orderId)).toMatchObject({ kind: 'begun', number: 2, afterDoubt: false });
});

it('a first attempt writes nothing for an order that is closed or was changed', async () => {
  const [cancelled, changed] = [await storeOrder(db, 'cancelled'), await storeOrder(db)];
  expect(await begin(cancelled)).toEqual({ kind: 'closed' });
  expect(await begin(changed, 'open.other.b')).toEqual({ kind: 'changed' });
  const attempts = db.selectFrom('send_attempts').selectAll().where('order_id', 'in', [cancelled, changed]);
  expect(await attempts.execute()).toEqual([]);
});

it('a first attempt keeps what the lines stand for, and shows that the order is being sent', async () => {
  const orderId = await storeOrder(db, 'waiting');
  const { id } = await db
    .insertInto('order_lines')
    .values({
      order_id: orderId,
      source_line_id: '1',
      position: 0,
      sku: 'MUG',
      name: 'Mug',
      quantity: 1,
      requires_shipping: true,
      components: 'null',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await begin(orderId, 'open.a.b', new Map([[id, [{ barcode: '850', units: 2 }]]]));
  const line = db.selectFrom('order_lines').select('components').where('id', '=', id);
  expect(await line.executeTakeFirst()).toEqual({ components: [{ barcode: '850', units: 2 }] });
  const order = db.selectFrom('orders').select('status').where('id', '=', orderId);
  expect(await order.executeTakeFirst()).toEqual({ status: 'sending' });
});
