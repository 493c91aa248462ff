import { sql } from 'kysely';
import type { Database } from '../connection.ts';

export interface Items {
  /** Of the cart (or, where that is null, of its merchant) for the SKUs of the order's lines. */
  aliases: { cartId: string | null; sku: string; barcode: string }[];
  /** Those of the SKUs and of the aliases' barcodes that EasyPost has a product for. */
  barcodes: string[];
}

/** What JavaScript's `trim` takes off; PostgreSQL's takes only spaces. */
const SPACES =
  '\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

/** What the SKUs of row `o` of `orders` can stand for, as written and without spaces around them. */
export const ITEMS_COLUMN = sql<Items>`(
  with wanted as (
    select distinct written.sku from order_lines l
      cross join lateral (values (l.sku), (btrim(l.sku, ${SPACES}))) as written (sku)
    where l.order_id = o.id and written.sku is not null
  ), named as (
    select a.cart_id, a.sku, a.barcode from wanted join aliases a
      on a.merchant_id = o.merchant_id and a.sku = wanted.sku and (a.cart_id is null or a.cart_id = o.cart_id)
  ), made as (
    select p.barcode from (select sku as barcode from wanted union select barcode from named) possible
      join products p on p.merchant_id = o.merchant_id and p.mode = o.mode and p.barcode = possible.barcode
  )
  select json_build_object(
    'aliases', (select coalesce(json_agg(json_build_object('cartId', cart_id, 'sku', sku, 'barcode', barcode)), '[]')
      from named),
    'barcodes', (select coalesce(json_agg(barcode), '[]') from made)
  ))`;

/** What the SKUs of an order's lines can stand for. Rejects when there is no such order. */
export async function loadItemsOf(db: Database, orderId: string): Promise<Items> {
  const { rows } = await sql<{ items: Items }>`
    select ${ITEMS_COLUMN} as items from orders o where o.id = ${orderId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error(`No order has the id "${orderId}"`);
  return row.items;
}
