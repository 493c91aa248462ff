import { sql } from 'kysely';
import type { Database } from '../connection.ts';
import type { Mode } from '../tables.ts';
import type { AliasRow } from './aliases.ts';

export interface Items {
  /** Of the cart and of its merchant, for the SKUs that were asked for. */
  aliases: AliasRow[];
  /** Those of the SKUs and of the aliases' barcodes that EasyPost has a product for. */
  barcodes: Set<string>;
}

/** What SKUs of a cart can stand for, in one round trip. */
export async function loadItemsFor(
  db: Database,
  cart: { merchantId: string; cartId: string; mode: Mode },
  skus: readonly string[],
): Promise<Items> {
  const wanted = [...new Set(skus)];
  const { rows } = await sql<{ kind: 'alias' | 'product'; cart_id: string | null; sku: string; barcode: string }>`
    with named as (
      select cart_id, sku, barcode from aliases
      where merchant_id = ${cart.merchantId} and (cart_id is null or cart_id = ${cart.cartId})
        and sku = any(${wanted}::text[])
    )
    select 'alias' as kind, cart_id, sku, barcode from named
    union all
    select 'product', null, '', barcode from products
    where merchant_id = ${cart.merchantId} and mode = ${cart.mode}
      and (barcode = any(${wanted}::text[]) or barcode in (select barcode from named))`.execute(db);
  const aliases = rows.filter(({ kind }) => kind === 'alias');
  const products = rows.filter(({ kind }) => kind === 'product');
  return {
    aliases: aliases.map(({ cart_id, sku, barcode }) => ({ cartId: cart_id, sku, barcode })),
    barcodes: new Set(products.map(({ barcode }) => barcode)),
  };
}
