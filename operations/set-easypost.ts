import { z } from 'zod';
import { probeKey } from '../activities/easypost/probe.ts';
import { resolveConnectionProblems } from '../database/queries/problems.ts';
import { saveAccount, type AccountChange } from '../database/queries/accounts.ts';
import type { Mode } from '../database/tables.ts';
import type { ProblemCause } from '../shared/orders/problem-causes.ts';
import { applyMerchantSchedules } from '../workers/schedules/reconcile.ts';
import { recheckAfterSaving, REPEAT_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { failedChecks, InputError, NotDoneError, parseInput } from './failures.ts';
import { findMerchant } from './find-merchant.ts';

const KEY_CAUSES: readonly ProblemCause[] = ['easypost_unauthorized', 'easypost_not_set_up'];
const MODES = ['test', 'production'] as const;

const keySchema = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{8,200}$/, { error: 'is not a key; allowed are 8 to 200 printable characters without spaces' });

function rateError({ input }: { input?: unknown }): string {
  return `${JSON.stringify(input)} is not a rate; allowed are 0.1 to 100 calls a second`;
}

const changeSchema = z.strictObject({
  productionKey: keySchema.optional(),
  testKey: keySchema.optional(),
  mode: z
    .enum(MODES, { error: ({ input }) => `"${String(input)}" is not a mode; allowed are test and production` })
    .optional(),
  callsPerSecond: z
    .number({ error: rateError })
    .min(0.1, { error: rateError })
    .max(100, { error: rateError })
    .optional(),
});

export type EasypostChange = { [Key in keyof z.infer<typeof changeSchema>]?: unknown };

export interface EasypostSet {
  mode: Mode;
  /** Orders that waited for a key and go on. */
  rechecked: number;
  /** Keys whose mode EasyPost does not show yet, as the account is empty. */
  unproven: Mode[];
}

/**
 * Sets keys, mode and rate of a merchant's EasyPost account. Each key is tried first: one that EasyPost refuses, or
 * that belongs to the other mode, is not saved. Orders that waited for a key go on by themselves.
 */
export async function setEasypost(
  context: OperationContext,
  merchantId: string,
  input: EasypostChange,
): Promise<EasypostSet> {
  const { easypost } = await findMerchant(context, merchantId);
  const change = parseInput(changeSchema, input, { secret: true });
  if (Object.values(change).every((value) => value === undefined)) {
    throw new InputError('productionKey', 'nothing to change was given; allowed are keys, a mode and a rate');
  }
  const mode = change.mode ?? easypost?.mode ?? (change.testKey === undefined ? 'production' : 'test');
  const hasKey = {
    test: change.testKey !== undefined || easypost?.hasTestKey === true,
    production: change.productionKey !== undefined || easypost?.hasProductionKey === true,
  };
  if (!hasKey[mode]) throw new InputError('mode', `"${mode}" needs a ${mode} key; give one with --${mode}-key-file`);
  const unproven: Mode[] = [];
  for (const keyMode of MODES) {
    const key = keyMode === 'test' ? change.testKey : change.productionKey;
    if (key !== undefined && !(await proveKey(context, key, keyMode))) unproven.push(keyMode);
  }
  const forgetStock = easypost !== null && easypost.mode !== mode;
  await save(context, merchantId, { ...sealed(context, change, mode), forgetStock });
  const rechecked = await tellTemporal(REPEAT_REPAIR, () => goOn(context, merchantId));
  return { mode, rechecked, unproven };
}

/** Returns false where the account is empty, so that EasyPost cannot show the key's mode. */
async function proveKey(context: OperationContext, apiKey: string, mode: Mode): Promise<boolean> {
  const { http, easypostUrl: baseUrl, httpTimeoutMs: timeoutMs } = context;
  const report = await probeKey({ http, baseUrl, apiKey, timeoutMs });
  if (report.mode !== null && report.mode !== mode) {
    throw new InputError(`${mode}Key`, `this is a ${report.mode} key; allowed is a ${mode} key. Nothing was saved`);
  }
  if (report.ok) return report.mode !== null;
  const why = failedChecks(report.checks);
  throw new NotDoneError(`The ${mode} key did not pass at ${baseUrl}, and nothing was saved. ${why}`);
}

function sealed(context: OperationContext, change: z.infer<typeof changeSchema>, mode: Mode): AccountChange {
  const { productionKey, testKey, callsPerSecond } = change;
  return {
    mode,
    ...(productionKey === undefined ? {} : { productionKey: context.vault.seal(productionKey) }),
    ...(testKey === undefined ? {} : { testKey: context.vault.seal(testKey) }),
    ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
  };
}

async function save(context: OperationContext, merchantId: string, change: AccountChange): Promise<void> {
  await context.db.transaction().execute(async (db) => {
    await saveAccount(db, merchantId, change);
    await resolveConnectionProblems(db, { merchantId, causes: KEY_CAUSES });
  });
}

/** The problems of the orders themselves stay open until each order has looked: a crash here leaves none behind. */
async function goOn(context: OperationContext, merchantId: string): Promise<number> {
  await applyMerchantSchedules(context.temporal, context.db, merchantId);
  return recheckAfterSaving(context, merchantId, [{ merchantId, causes: KEY_CAUSES }]);
}
