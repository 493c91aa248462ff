import type { Database } from '../connection.ts';
import type { Mode } from '../tables.ts';

/** What a worker needs to serve an account's queue. */
export interface AccountRate {
  merchantId: string;
  callsPerSecond: number;
}

export async function listAccountRates(db: Database): Promise<AccountRate[]> {
  const rows = await db
    .selectFrom('easypost_accounts')
    .select(['merchant_id', 'calls_per_second'])
    .orderBy('merchant_id')
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id, callsPerSecond: row.calls_per_second }));
}

export interface AccountChange {
  mode: Mode;
  /** Sealed; left out: stays as it is. */
  productionKey?: string;
  testKey?: string;
  callsPerSecond?: number;
  /** Stock has to be read again: each mode has its own. */
  forgetStock?: boolean;
}

/** Creates or changes the account; either way it no longer counts as down. */
export async function saveAccount(db: Database, merchantId: string, change: AccountChange): Promise<void> {
  const values = {
    mode: change.mode,
    ...(change.productionKey === undefined ? {} : { production_key: change.productionKey }),
    ...(change.testKey === undefined ? {} : { test_key: change.testKey }),
    ...(change.callsPerSecond === undefined ? {} : { calls_per_second: change.callsPerSecond }),
    ...(change.forgetStock ? { stock_read_at: null } : {}),
    down_since: null,
    updated_at: new Date(),
  };
  await db
    .insertInto('easypost_accounts')
    .values({ merchant_id: merchantId, calls_per_second: 5, production_key: null, test_key: null, ...values })
    .onConflict((conflict) => conflict.column('merchant_id').doUpdateSet(values))
    .execute();
}
