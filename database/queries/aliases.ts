import type { Database } from '../connection.ts';

export interface AliasRow {
  /** Null: for all carts of the merchant. */
  cartId: string | null;
  sku: string;
  barcode: string;
}

/** Aliases of all carts of a merchant. */
export async function loadAllAliases(db: Database, merchantId: string): Promise<AliasRow[]> {
  const rows = await db
    .selectFrom('aliases')
    .select(['cart_id', 'sku', 'barcode'])
    .where('merchant_id', '=', merchantId)
    .execute();
  return rows.map(({ cart_id, sku, barcode }) => ({ cartId: cart_id, sku, barcode }));
}
