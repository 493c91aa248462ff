import { cartSettingsSchema, type CartSettings } from '../../shared/settings/cart.ts';
import { merchantSettingsSchema, type MerchantSettings } from '../../shared/settings/merchant.ts';
import type { Database } from '../connection.ts';

/** Everything that Schedules depend on. */
export interface ScheduleState {
  merchants: {
    id: string;
    settings: MerchantSettings;
    /** Has an EasyPost key of its mode. */
    connected: boolean;
  }[];
  carts: { id: string; merchantId: string; settings: CartSettings }[];
}

export async function loadScheduleState(db: Database): Promise<ScheduleState> {
  const merchants = await db
    .selectFrom('merchants')
    .leftJoin('easypost_accounts as account', 'account.merchant_id', 'merchants.id')
    .select(['merchants.id', 'merchants.settings', 'account.mode'])
    .select((eb) => [
      eb('account.production_key', 'is not', null).as('has_production_key'),
      eb('account.test_key', 'is not', null).as('has_test_key'),
    ])
    .orderBy('merchants.id')
    .execute();
  const carts = await db.selectFrom('carts').select(['id', 'merchant_id', 'settings']).orderBy('id').execute();
  return {
    merchants: merchants.map((row) => ({
      id: row.id,
      settings: merchantSettingsSchema.parse(row.settings),
      connected: row.mode === 'production' ? row.has_production_key === true : row.has_test_key === true,
    })),
    carts: carts.map((row) => ({
      id: row.id,
      merchantId: row.merchant_id,
      settings: cartSettingsSchema.parse(row.settings),
    })),
  };
}
