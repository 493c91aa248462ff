import { sql } from 'kysely';
import type { Database } from '../connection.ts';
import type { AccountMode } from './products.ts';

export interface InventoryRow {
  barcode: string;
  warehouseId: string;
  quantity: number;
}

/**
 * Makes `rows` the stock of the account: new and changed ones are stored, those not among them deleted. `read_at` of a
 * row is the time of its last change. Returns how many rows changed.
 */
export async function replaceInventory(
  trx: Database,
  account: AccountMode,
  rows: readonly InventoryRow[],
  now: Date,
): Promise<number> {
  const barcodes = rows.map(({ barcode }) => barcode);
  const warehouses = rows.map(({ warehouseId }) => warehouseId);
  const stored = await sql`
    insert into inventory (merchant_id, mode, barcode, warehouse_id, quantity, read_at)
    select ${account.merchantId}, ${account.mode}, barcode, warehouse_id, quantity, ${now}
    from unnest(${barcodes}::text[], ${warehouses}::text[], ${rows.map(({ quantity }) => quantity)}::int[])
      as seen (barcode, warehouse_id, quantity)
    on conflict (merchant_id, mode, barcode, warehouse_id) do update
      set quantity = excluded.quantity, read_at = excluded.read_at
      where inventory.quantity <> excluded.quantity`.execute(trx);
  const deleted = await sql`delete from inventory
    where merchant_id = ${account.merchantId} and mode = ${account.mode} and not exists (
      select from unnest(${barcodes}::text[], ${warehouses}::text[]) as seen (barcode, warehouse_id)
      where seen.barcode = inventory.barcode and seen.warehouse_id = inventory.warehouse_id
    )`.execute(trx);
  return Number(stored.numAffectedRows ?? 0n) + Number(deleted.numAffectedRows ?? 0n);
}

/** Makes `warehouses` the warehouses of the account. */
export async function replaceWarehouses(
  trx: Database,
  account: AccountMode,
  warehouses: readonly { id: string; name: string }[],
): Promise<void> {
  const ids = warehouses.map(({ id }) => id);
  await sql`
    insert into warehouses (merchant_id, mode, id, name)
    select ${account.merchantId}, ${account.mode}, id, name
    from unnest(${ids}::text[], ${warehouses.map(({ name }) => name)}::text[]) as seen (id, name)
    on conflict (merchant_id, mode, id) do update set name = excluded.name
      where warehouses.name <> excluded.name`.execute(trx);
  await trx
    .deleteFrom('warehouses')
    .where('merchant_id', '=', account.merchantId)
    .where('mode', '=', account.mode)
    .where('id', '<>', (eb) => sql<string>`all(${eb.val(ids)}::text[])`)
    .execute();
}

/** Lets one reading at a time replace the stock of a merchant, until the transaction ends. */
export async function lockStockOf(trx: Database, merchantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`stock:${merchantId}`}, 0))`.execute(trx);
}

/** Records when the reading began whose stock is now stored. */
export async function recordStockRead(trx: Database, merchantId: string, beganAt: Date): Promise<void> {
  await trx
    .updateTable('easypost_accounts')
    .set({ stock_read_at: beganAt })
    .where('merchant_id', '=', merchantId)
    .execute();
}

export interface OnHand {
  /** Over all warehouses. */
  units: number;
  /** When the stock of it changed last, as far as read. */
  changedAt: Date;
}

/** Units per barcode over all warehouses. */
export async function sumInventory(db: Database, account: AccountMode): Promise<Map<string, OnHand>> {
  const rows = await db
    .selectFrom('inventory')
    .select('barcode')
    .select((eb) => [eb.fn.sum<string>('quantity').as('units'), eb.fn.max('read_at').as('changed_at')])
    .where('merchant_id', '=', account.merchantId)
    .where('mode', '=', account.mode)
    .groupBy('barcode')
    .execute();
  return new Map(rows.map((row) => [row.barcode, { units: Number(row.units), changedAt: row.changed_at }]));
}

/** Whether the stock of this mode was ever read: an account has at least one warehouse. */
export async function wasStockRead(db: Database, account: AccountMode): Promise<boolean> {
  const row = await db
    .selectFrom('warehouses')
    .select('id')
    .where('merchant_id', '=', account.merchantId)
    .where('mode', '=', account.mode)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
