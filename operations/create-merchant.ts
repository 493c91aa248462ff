import { z } from 'zod';
import { insertMerchant } from '../database/queries/merchants.ts';
import { identifierSchema } from '../shared/settings/identifier.ts';
import { merchantSettingsSchema } from '../shared/settings/merchant.ts';
import { applyMerchantSchedules } from '../workers/schedules/reconcile.ts';
import { SCHEDULES_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { InputError, parseInput, shortText } from './failures.ts';

const inputSchema = z.strictObject({ merchant: identifierSchema, name: shortText(100) });

export interface NewMerchant {
  merchant: string;
  /** Left out: the id. */
  name?: string | undefined;
  /** Any of `MerchantSettings`. */
  settings?: Record<string, unknown>;
}

/** Adds a merchant. Its EasyPost Schedules stay paused until it has a key. */
export async function createMerchant(context: OperationContext, input: NewMerchant): Promise<void> {
  const { merchant, name } = parseInput(inputSchema, { merchant: input.merchant, name: input.name ?? input.merchant });
  const settings = parseInput(merchantSettingsSchema, input.settings ?? {});
  if (!(await insertMerchant(context.db, { id: merchant, name, settings }))) {
    throw new InputError('merchant', `"${merchant}" exists already; allowed is an id that is not in use`);
  }
  await tellTemporal(SCHEDULES_REPAIR, () => applyMerchantSchedules(context.temporal, context.db, merchant));
}
