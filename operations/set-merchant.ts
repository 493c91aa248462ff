import { lockMerchant, updateMerchant } from '../database/queries/merchants.ts';
import { merchantSettingsSchema } from '../shared/settings/merchant.ts';
import type { WhichOrders } from '../shared/orders/which-orders.ts';
import { formatSlot } from '../shared/settings/slot-schema.ts';
import { applyMerchantSchedules } from '../workers/schedules/reconcile.ts';
import { recheckAfterSaving, SCHEDULES_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { InputError, parseInput, shortText } from './failures.ts';
import { findMerchant } from './find-merchant.ts';

export interface MerchantChange {
  name?: string | undefined;
  /** Any of `MerchantSettings`; what is left out stays. */
  settings?: Record<string, unknown>;
}

/** Changes a merchant's settings; running Schedules and waiting orders follow at once. Returns how many orders were told. */
export async function setMerchant(
  context: OperationContext,
  merchantId: string,
  change: MerchantChange,
): Promise<{ rechecked: number }> {
  await findMerchant(context, merchantId);
  if (change.name === undefined && Object.keys(change.settings ?? {}).length === 0) {
    throw new InputError(
      'settings',
      'nothing to change was given; allowed are --name and the settings of the merchant',
    );
  }
  const sendChanged = await save(context, merchantId, change);
  return tellTemporal(SCHEDULES_REPAIR, async () => {
    await applyMerchantSchedules(context.temporal, context.db, merchantId);
    const concerned: WhichOrders[] = sendChanged ? [{ merchantId, statuses: ['waiting'] }] : [];
    return { rechecked: await recheckAfterSaving(context, merchantId, concerned) };
  });
}

/** Returns whether the time of sending is another one now. */
async function save(context: OperationContext, merchantId: string, change: MerchantChange): Promise<boolean> {
  return context.db.transaction().execute(async (db) => {
    const current = await lockMerchant(db, merchantId);
    if (!current) throw new InputError('merchant', `"${merchantId}" is not a merchant any more`);
    const settings = parseInput(merchantSettingsSchema, { ...current.settings, ...change.settings });
    const name = change.name === undefined ? undefined : parseInput(shortText(100), change.name, { place: 'name' });
    await updateMerchant(db, merchantId, { settings, ...(name === undefined ? {} : { name }) });
    return formatSlot(settings.send) !== formatSlot(current.settings.send);
  });
}
