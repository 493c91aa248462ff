import { loadAccount, loadCart, loadMerchantSettings, type CartRow } from '../../../database/queries/connections.ts';
import type { MerchantSettings } from '../../../shared/settings/merchant.ts';
import type { Cart } from '../../carts/contract.ts';
import { openCart } from '../../carts/open-cart.ts';
import type { HubDeps } from '../../deps.ts';
import type { IntakeRules } from './decide-intake.ts';

/** One pull of one cart, with the settings that it began with. */
export interface ImportRun {
  deps: HubDeps;
  row: CartRow;
  merchant: MerchantSettings;
  rules: IntakeRules;
}

/** Rejects when there is no such cart. A merchant without an EasyPost account imports for production. */
export async function openRun(deps: HubDeps, cartId: string): Promise<ImportRun> {
  const row = await loadCart(deps.db, cartId);
  const [merchant, account] = await Promise.all([
    loadMerchantSettings(deps.db, row.merchant_id),
    loadAccount(deps.db, row.merchant_id),
  ]);
  const rules = { takeOrdersFrom: row.take_orders_from, mode: account?.mode ?? 'production' };
  return { deps, row, merchant, rules };
}

/** The cart's side of a run. */
export function cartOf(run: ImportRun): Cart {
  return openCart(run.deps, run.row);
}
