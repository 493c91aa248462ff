import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareOrder } from '../../activities/items/prepare-order.ts';
import { openDatabase, type Database } from '../../database/connection.ts';
import { loadOrderToSend } from '../../database/queries/order-to-send.ts';
import { storeLine, storeOrder, storeShop } from '../orders/stored-orders.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';

let db: Database;

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl());
  await storeShop(db);
  const product = { merchant_id: 'acme', mode: 'test', barcode: 'TEE', title: 'Tee', seen_at: new Date() } as const;
  await db
    .insertInto('products')
    .values({ ...product, easypost_product_id: 'prod_1' })
    .execute();
});

afterAll(() => db?.destroy());

const WHERE = { street1: '1 Main St', street2: null, city: 'Austin', state: 'TX', postalCode: '78701', country: 'US' };
const SHIP_TO = { name: 'Ann', company: null, ...WHERE, phone: null, email: null };

/** Every character that JavaScript's `trim` takes off. */
const SPACES = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
  (char) => char.trim() === '',
);

it('a SKU is found without any space around it that JavaScript would take off', async () => {
  expect(SPACES.length).toBeGreaterThan(20);
  const orderId = await storeOrder(db);
  await db
    .updateTable('orders')
    .set({ ship_to: JSON.stringify(SHIP_TO) })
    .where('id', '=', orderId)
    .execute();
  for (const space of SPACES) await storeLine(db, orderId, `${space}TEE${space}`, 1);
  const { content } = await loadOrderToSend(db, orderId);
  expect(await prepareOrder(db, content)).toMatchObject({
    kind: 'ready',
    lines: [{ barcode: 'TEE', units: SPACES.length }],
  });
});
