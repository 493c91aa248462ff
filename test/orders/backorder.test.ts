import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { markBackordered } from '../../database/queries/backorder.ts';
import { loadOrderFacts } from '../../database/queries/order-facts.ts';
import { listEvents } from '../../database/queries/order-events.ts';
import { openProblem } from '../../database/queries/problems.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { storeOrder, storeShop } from './stored-orders.ts';

let db: Database;

const TONIGHT = new Date('2026-11-23T09:00:00Z');
const TOMORROW = new Date('2026-11-24T09:00:00Z');

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl(), 4);
  await storeShop(db);
});

afterAll(() => db?.destroy());

async function hold(orderId: string, until: Date): Promise<number> {
  return markBackordered(db, await loadOrderFacts(db, orderId), [{ barcode: 'TEE', units: 2 }], until);
}

it('each order hears how many wait for the same night, and those held again queue anew', async () => {
  const orders = await Promise.all([storeOrder(db), storeOrder(db), storeOrder(db)]);
  const turns = async (until: Date) => {
    const before = [];
    for (const id of orders) before.push(await hold(id, until));
    return before;
  };
  expect(await turns(TONIGHT)).toEqual([0, 1, 2]);
  expect(await turns(TOMORROW)).toEqual([0, 1, 2]);
});

it('a held order shows its next try, says what is missing, and is over with what blocked it', async () => {
  const id = await storeOrder(db);
  const owner = { merchantId: 'acme', cartId: 'shop', orderId: id };
  await openProblem(db, { ...owner, cause: 'easypost_refused', subject: 'x' });
  await openProblem(db, { ...owner, cause: 'parcel_mismatch', subject: 'y' });
  await hold(id, TONIGHT);
  const order = db.selectFrom('orders').select(['status', 'next_step_at']).where('id', '=', id);
  expect(await order.executeTakeFirst()).toEqual({ status: 'backordered', next_step_at: TONIGHT });
  const [event] = await listEvents(db, id);
  expect(event).toMatchObject({
    kind: 'backordered',
    text: 'EasyPost has not enough stock: 2 × TEE',
    author: 'easypost',
  });
  const open = db.selectFrom('problems').select('cause').where('order_id', '=', id).where('resolved_at', 'is', null);
  expect(await open.execute()).toEqual([{ cause: 'parcel_mismatch' }]);
});
