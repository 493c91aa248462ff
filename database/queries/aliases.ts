import type { Database } from '../connection.ts';

export interface AliasRow {
  /** Null: for all carts of the merchant. */
  cartId: string | null;
  sku: string;
  barcode: string;
}

/** Aliases that count for a cart, its own and the merchant's; all, or only those of `skus`. */
export async function loadAliasesFor(
  db: Database,
  cart: { merchantId: string; cartId: string },
  skus?: readonly string[],
): Promise<AliasRow[]> {
  const rows = await db
    .selectFrom('aliases')
    .select(['cart_id', 'sku', 'barcode'])
    .where('merchant_id', '=', cart.merchantId)
    .where((eb) => eb.or([eb('cart_id', 'is', null), eb('cart_id', '=', cart.cartId)]))
    .$if(skus !== undefined, (query) => query.where('sku', '=', (eb) => eb.fn.any(eb.val([...(skus ?? [])]))))
    .execute();
  return rows.map(({ cart_id, sku, barcode }) => ({ cartId: cart_id, sku, barcode }));
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
