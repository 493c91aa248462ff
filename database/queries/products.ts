import { sql } from 'kysely';
import type { Database } from '../connection.ts';
import type { Mode } from '../tables.ts';

/** One EasyPost account in one mode: it has products and stock of its own. */
export interface AccountMode {
  merchantId: string;
  mode: Mode;
}

export interface ProductRow {
  barcode: string;
  easypostProductId: string;
  title: string;
}

export async function listBarcodes(db: Database, account: AccountMode): Promise<Set<string>> {
  const rows = await db
    .selectFrom('products')
    .select('barcode')
    .where('merchant_id', '=', account.merchantId)
    .where('mode', '=', account.mode)
    .execute();
  return new Set(rows.map(({ barcode }) => barcode));
}

/** Stores products that are new or changed. */
export async function saveProducts(
  db: Database,
  account: AccountMode,
  products: readonly ProductRow[],
  seenAt: Date,
): Promise<void> {
  await sql`
    insert into products (merchant_id, mode, barcode, easypost_product_id, title, seen_at)
    select ${account.merchantId}, ${account.mode}, barcode, id, title, ${seenAt}
    from unnest(
      ${products.map(({ barcode }) => barcode)}::text[],
      ${products.map(({ easypostProductId }) => easypostProductId)}::text[],
      ${products.map(({ title }) => title)}::text[]
    ) as seen (barcode, id, title)
    on conflict (merchant_id, mode, barcode) do update
      set easypost_product_id = excluded.easypost_product_id, title = excluded.title, seen_at = excluded.seen_at
      where (products.easypost_product_id, products.title) is distinct from
        (excluded.easypost_product_id, excluded.title)`.execute(db);
}

/** Deletes products that a full listing did not show. Returns how many. */
export async function deleteProductsBut(
  db: Database,
  account: AccountMode,
  barcodes: readonly string[],
): Promise<number> {
  const result = await sql`delete from products
    where merchant_id = ${account.merchantId} and mode = ${account.mode} and not exists (
      select from unnest(${[...barcodes]}::text[]) as kept (barcode) where kept.barcode = products.barcode
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
