import type { Selectable } from 'kysely';
import { cartSettingsSchema, type CartSettings } from '../../shared/settings/cart.ts';
import { merchantSettingsSchema, type MerchantSettings } from '../../shared/settings/merchant.ts';
import type { Database } from '../connection.ts';
import type { CartTable, EasypostAccountTable } from '../tables.ts';

export type AccountRow = Selectable<EasypostAccountTable>;
export type CartRow = Omit<Selectable<CartTable>, 'settings'> & { settings: CartSettings };

/** The merchant's settings. Rejects when the merchant does not exist. */
export async function loadMerchantSettings(db: Database, merchantId: string): Promise<MerchantSettings> {
  const row = await db.selectFrom('merchants').select('settings').where('id', '=', merchantId).executeTakeFirst();
  if (!row) throw new Error(`No merchant has the id "${merchantId}"`);
  return merchantSettingsSchema.parse(row.settings);
}

export async function loadAccount(db: Database, merchantId: string): Promise<AccountRow | null> {
  const row = await db
    .selectFrom('easypost_accounts')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .executeTakeFirst();
  return row ?? null;
}

/** Marks the account as refused by EasyPost. Returns true only to the one caller that did so first. */
export async function markAccountDown(db: Database, merchantId: string): Promise<boolean> {
  const result = await db
    .updateTable('easypost_accounts')
    .set({ down_since: new Date() })
    .where('merchant_id', '=', merchantId)
    .where('down_since', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function toCart(row: Selectable<CartTable>): CartRow {
  return { ...row, settings: cartSettingsSchema.parse(row.settings) };
}

/** Rejects when the cart does not exist. */
export async function loadCart(db: Database, cartId: string): Promise<CartRow> {
  const row = await db.selectFrom('carts').selectAll().where('id', '=', cartId).executeTakeFirst();
  if (!row) throw new Error(`No cart has the id "${cartId}"`);
  return toCart(row);
}

export async function listCarts(db: Database, merchantId?: string): Promise<CartRow[]> {
  const rows = await db
    .selectFrom('carts')
    .selectAll()
    .$if(merchantId !== undefined, (query) => query.where('merchant_id', '=', merchantId ?? ''))
    .orderBy('id')
    .execute();
  return rows.map(toCart);
}

/** Marks the cart as refusing its credentials. Returns true only to the one caller that did so first. */
export async function markCartDown(db: Database, cartId: string): Promise<boolean> {
  const result = await db
    .updateTable('carts')
    .set({ down_since: new Date() })
    .where('id', '=', cartId)
    .where('down_since', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
