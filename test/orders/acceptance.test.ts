import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { storeAcceptance } from '../../database/queries/send-attempts.ts';
import { orderReference } from '../../shared/orders/reference.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';

let db: Database;

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl(), 4);
  await db.insertInto('merchants').values({ id: 'acme', name: 'Acme', settings: '{}' }).execute();
  await db
    .insertInto('carts')
    .values({
      id: 'shop',
      merchant_id: 'acme',
      kind: 'generic',
      name: 'Shop',
      settings: '{}',
      connection: '{}',
      credentials: '',
      take_orders_from: new Date(),
    })
    .execute();
});

afterAll(() => db?.destroy());

async function storedOrder(status: OrderStatus): Promise<string> {
  const id = randomUUID();
  await db
    .insertInto('orders')
    .values({
      id,
      merchant_id: 'acme',
      cart_id: 'shop',
      source_id: id,
      number: id.slice(0, 8),
      reference: orderReference(id),
      status,
      mode: 'test',
      content_hash: 'open.a.b',
      placed_at: new Date(),
      ship_to: 'null',
    })
    .execute();
  return id;
}

function accept(orderId: string, easypostOrderId: string): Promise<string | null> {
  return storeAcceptance(db, { orderId, easypostOrderId, easypostStatus: 'created', text: 'accepted' });
}

async function rowOf(orderId: string) {
  return db
    .selectFrom('orders')
    .select(['status', 'easypost_order_id'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
}

it('of two that are stored at once, the same one counts for both', async () => {
  const orderId = await storedOrder('sending');
  const stored = await Promise.all([accept(orderId, 'order_1'), accept(orderId, 'order_2')]);
  expect(new Set(stored).size).toBe(1);
  expect(await rowOf(orderId)).toEqual({ status: 'accepted', easypost_order_id: stored[0] });
});

it('what a cancelled order hears from an attempt that lived too long does not bring it back', async () => {
  const orderId = await storedOrder('cancelled');
  expect(await accept(orderId, 'order_1')).toBeNull();
  expect(await rowOf(orderId)).toEqual({ status: 'cancelled', easypost_order_id: null });
});
