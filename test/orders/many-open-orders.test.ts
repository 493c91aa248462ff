import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { storeParcels } from '../../activities/orders/tracking/store-parcels.ts';
import { openDatabase, type Database } from '../../database/connection.ts';
import { listOrdersToReadAgain } from '../../database/queries/import-orders-pending.ts';
import { saveSeen } from '../../database/queries/tracking.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { storeLine, storeOrder, storeShop } from './stored-orders.ts';

const OPEN = 10_000;

let db: Database;
let changed: string[];

beforeAll(async () => {
  db = openDatabase(await testDatabaseUrl());
  await storeShop(db);
  await sql`
    insert into orders (id, merchant_id, cart_id, source_id, number, reference, status, mode, content_hash, placed_at, ship_to)
    select gen_random_uuid(), 'acme', 'shop', 'bulk-' || n, n::text, 'CW-' || n, 'accepted', 'test', 'open.a.b', now(), 'null'
    from generate_series(1, ${OPEN}::int) as n`.execute(db);
  changed = [await storeOrder(db, 'accepted'), await storeOrder(db, 'accepted')];
  for (const id of changed) await storeLine(db, id, 'TEE', 1);
  await sql`
    insert into order_lines (order_id, source_line_id, position, sku, name, quantity, requires_shipping)
    select id, 'line', 1, 'TEE', 'Tee', 1, true from orders where source_id like 'bulk-%'`.execute(db);
  // One of a hundred waits for a person.
  await sql`update orders set status = 'problem' where source_id like 'bulk-%00'`.execute(db);
  await sql`analyze orders, order_lines`.execute(db);
});

afterAll(() => db?.destroy());

type Table = 'orders' | 'order_lines';

/** Rows of the table that this connection has read one after the other and not told the others of yet. */
async function scanned(trx: Database, table: Table): Promise<number> {
  const { rows } = await sql<{ rows: string }>`
    select seq_tup_read as rows from pg_stat_xact_user_tables where relname = ${table}`.execute(trx);
  return Number(rows[0]?.rows);
}

/** How many rows of the table the work read without an index. */
async function rowsScanned(work: (trx: Database) => Promise<unknown>, table: Table = 'orders'): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const before = await scanned(trx, table);
    await work(trx);
    return (await scanned(trx, table)) - before;
  });
}

it('storing parcels of two orders reads no other of ten thousand', async () => {
  const shippedAt = new Date('2026-11-20T10:00:00Z');
  const parcel = { carrier: 'UPS', trackingUrl: null, shippedAt, units: [{ barcode: 'TEE', units: 1 }] };
  const seen = changed.map((orderId, index) => ({
    orderId,
    merchantId: 'acme',
    cartId: 'shop',
    parcels: [{ ...parcel, pickId: `pick-${index}`, trackingCode: `T-${index}` }],
  }));
  expect(await rowsScanned(async (trx) => expect(await storeParcels(trx, seen)).toBe(2))).toBe(0);
});

it('remembering what was seen of two orders reads no other of ten thousand', async () => {
  const seen = changed.map((orderId) => ({ orderId, hash: 'seen', status: 'shipped' }));
  expect(await rowsScanned((trx) => saveSeen(trx, seen))).toBe(0);
});

it('looking for orders that did not arrive whole reads no line of ten thousand but theirs', async () => {
  const rules = { takeOrdersFrom: new Date(0), mode: 'test', everythingOpen: false, unpaidSince: new Date(0) } as const;
  const look = (trx: Database) => listOrdersToReadAgain(trx, 'shop', rules, '', 100);
  expect(await rowsScanned(look, 'order_lines')).toBe(0);
});

it('a scan would be told', async () => {
  expect(await rowsScanned((trx) => sql`select count(*) from orders where number <> '1'`.execute(trx))).toBe(OPEN + 2);
});
