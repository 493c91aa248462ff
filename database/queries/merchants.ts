import { merchantSettingsSchema, type MerchantSettings } from '../../shared/settings/merchant.ts';
import type { Database } from '../connection.ts';
import type { Mode } from '../tables.ts';

export interface MerchantView {
  id: string;
  name: string;
  settings: MerchantSettings;
  createdAt: Date;
  /** Null until a key is set. */
  easypost: AccountView | null;
  carts: string[];
}

/** What may be shown of an EasyPost account: never its keys. */
export interface AccountView {
  mode: Mode;
  hasProductionKey: boolean;
  hasTestKey: boolean;
  callsPerSecond: number;
  downSince: Date | null;
}

/** Returns false where the id is taken. */
export async function insertMerchant(
  db: Database,
  merchant: { id: string; name: string; settings: MerchantSettings },
): Promise<boolean> {
  const result = await db
    .insertInto('merchants')
    .values({ ...merchant, settings: JSON.stringify(merchant.settings) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Changes what is given. */
export async function updateMerchant(
  db: Database,
  merchantId: string,
  change: { name?: string; settings?: MerchantSettings },
): Promise<void> {
  const values = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.settings === undefined ? {} : { settings: JSON.stringify(change.settings) }),
  };
  if (Object.keys(values).length === 0) return;
  await db.updateTable('merchants').set(values).where('id', '=', merchantId).execute();
}

/** Locks the merchant's row until the transaction ends, so that two changes of its settings follow each other. */
export async function lockMerchant(
  db: Database,
  merchantId: string,
): Promise<{ name: string; settings: MerchantSettings } | null> {
  const row = await db
    .selectFrom('merchants')
    .select(['name', 'settings'])
    .where('id', '=', merchantId)
    .forUpdate()
    .executeTakeFirst();
  return row ? { name: row.name, settings: merchantSettingsSchema.parse(row.settings) } : null;
}

/** Every merchant, or the one with this id, with its account and the ids of its carts. */
export async function listMerchants(db: Database, merchantId?: string): Promise<MerchantView[]> {
  const rows = await db
    .selectFrom('merchants')
    .leftJoin('easypost_accounts as account', 'account.merchant_id', 'merchants.id')
    .select(['merchants.id', 'merchants.name', 'merchants.settings', 'merchants.created_at'])
    .select(['account.mode', 'account.calls_per_second', 'account.down_since'])
    .select((eb) => [
      eb('account.production_key', 'is not', null).as('has_production_key'),
      eb('account.test_key', 'is not', null).as('has_test_key'),
    ])
    .$if(merchantId !== undefined, (query) => query.where('merchants.id', '=', merchantId ?? ''))
    .orderBy('merchants.id')
    .execute();
  const carts = await db.selectFrom('carts').select(['id', 'merchant_id']).orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    settings: merchantSettingsSchema.parse(row.settings),
    createdAt: row.created_at,
    easypost: row.mode && {
      mode: row.mode,
      hasProductionKey: row.has_production_key === true,
      hasTestKey: row.has_test_key === true,
      callsPerSecond: row.calls_per_second ?? 0,
      downSince: row.down_since,
    },
    carts: carts.filter((cart) => cart.merchant_id === row.id).map(({ id }) => id),
  }));
}
