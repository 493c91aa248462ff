import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { beginAttempt, finishAttempt } from '../../database/queries/send-attempts.ts';
import type { Component } from '../../database/tables.ts';
import { orderReference } from '../../shared/orders/reference.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';

let db: Database;

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl(), 8);
  await db.insertInto('merchants').values({ id: 'acme', name: 'Acme', settings: '{}' }).execute();
  const common = { merchant_id: 'acme', kind: 'generic', name: 'Shop', settings: '{}', connection: '{}' };
  await db
    .insertInto('carts')
    .values({ id: 'shop', ...common, credentials: '', take_orders_from: new Date() })
    .execute();
});

afterAll(() => db?.destroy());

async function storedOrder(status: OrderStatus = 'sending'): Promise<string> {
  const id = randomUUID();
  const names = { merchant_id: 'acme', cart_id: 'shop', source_id: id, number: id.slice(0, 8) };
  const rest = { reference: orderReference(id), mode: 'test' as const, placed_at: new Date(), ship_to: 'null' };
  await db
    .insertInto('orders')
    .values({ id, ...names, ...rest, status, content_hash: 'open.a.b' })
    .execute();
  return id;
}

function begin(orderId: string, contentHash = 'open.a.b', components = new Map<string, Component[]>()) {
  return beginAttempt(db, { orderId, mode: 'test', account: 'key', leaseMs: 60_000, components, contentHash });
}

it('of many first attempts at once one begins, and the others find it busy', async () => {
  for (let round = 0; round < 10; round += 1) {
    const orderId = await storedOrder();
    const kinds = (await Promise.all(Array.from({ length: 6 }, () => begin(orderId)))).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['begun', 'busy', 'busy', 'busy', 'busy', 'busy']);
  }
});

it('an attempt that was not sent is followed by one with the next number', async () => {
  const orderId = await storedOrder();
  const first = await begin(orderId);
  if (first.kind === 'begun') await finishAttempt(db, first.attemptId, 'not_sent');
  expect(first).toMatchObject({ kind: 'begun', number: 1, afterDoubt: false });
  expect(await begin(orderId)).toMatchObject({ kind: 'begun', number: 2, afterDoubt: false });
});

it('a first attempt writes nothing for an order that is closed or was changed', async () => {
  const [cancelled, changed] = [await storedOrder('cancelled'), await storedOrder()];
  expect(await begin(cancelled)).toEqual({ kind: 'closed' });
  expect(await begin(changed, 'open.other.b')).toEqual({ kind: 'changed' });
  const attempts = db.selectFrom('send_attempts').selectAll().where('order_id', 'in', [cancelled, changed]);
  expect(await attempts.execute()).toEqual([]);
});

it('a first attempt keeps what the lines stand for, and shows that the order is being sent', async () => {
  const orderId = await storedOrder('waiting');
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
