import type { Database } from '../connection.ts';

export interface AliasView {
  merchantId: string;
  /** Null: for all carts of the merchant. */
  cartId: string | null;
  sku: string;
  barcode: string;
}

/** Saves aliases; one that exists for the same SKU and cart gets the new barcode. */
export async function saveAliases(db: Database, aliases: readonly AliasView[]): Promise<void> {
  for (const alias of aliases) {
    await db
      .insertInto('aliases')
      .values({ merchant_id: alias.merchantId, cart_id: alias.cartId, sku: alias.sku, barcode: alias.barcode })
      .onConflict((conflict) =>
        conflict.columns(['merchant_id', 'cart_id', 'sku']).doUpdateSet({ barcode: alias.barcode }),
      )
      .execute();
  }
}

/** Returns false where there is no such alias. */
export async function deleteAlias(db: Database, alias: Omit<AliasView, 'barcode'>): Promise<boolean> {
  const result = await db
    .deleteFrom('aliases')
    .where('merchant_id', '=', alias.merchantId)
    .where('sku', '=', alias.sku)
    .where('cart_id', 'is not distinct from', alias.cartId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function listAliases(db: Database, merchantId: string): Promise<AliasView[]> {
  const rows = await db
    .selectFrom('aliases')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .orderBy('sku')
    .orderBy('cart_id')
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id, cartId: row.cart_id, sku: row.sku, barcode: row.barcode }));
}

/** Those of `barcodes` that the merchant's EasyPost account has a product for, in any mode. */
export async function knownBarcodes(
  db: Database,
  merchantId: string,
  barcodes: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('products')
    .select('barcode')
    .distinct()
    .where('merchant_id', '=', merchantId)
    .where('barcode', '=', (eb) => eb.fn.any(eb.val([...barcodes])))
    .execute();
  return new Set(rows.map(({ barcode }) => barcode));
}
