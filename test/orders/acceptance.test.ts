import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { storeAcceptance } from '../../database/queries/send-attempts.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { storeOrder, storeShop } from './stored-orders.ts';

let db: Database;

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl(), 4);
  await storeShop(db);
});

afterAll(() => db?.destroy());

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
  const orderId = await storeOrder(db, 'sending');
  const stored = await Promise.all([accept(orderId, 'order_1'), accept(orderId, 'order_2')]);
  expect(new Set(stored).size).toBe(1);
  expect(await rowOf(orderId)).toEqual({ status: 'accepted', easypost_order_id: stored[0] });
});

it('what a cancelled order hears from an attempt that lived too long does not bring it back', async () => {
  const orderId = await storeOrder(db, 'cancelled');
  expect(await accept(orderId, 'order_1')).toBeNull();
  expect(await rowOf(orderId)).toEqual({ status: 'cancelled', easypost_order_id: null });
});
