import { probeKey } from '../activities/easypost/probe.ts';
import { loadAccount } from '../database/queries/connections.ts';
import type { Mode } from '../database/tables.ts';
import type { OperationContext } from './context.ts';
import { InputError } from './failures.ts';
import { findMerchant } from './find-merchant.ts';

export interface EasypostTest {
  ok: boolean;
  keys: { mode: Mode; ok: boolean; seenMode: Mode | null; checks: { name: string; ok: boolean; detail: string }[] }[];
}

/** Tries every key that the merchant has. Changes nothing. */
export async function testEasypost(context: OperationContext, merchantId: string): Promise<EasypostTest> {
  await findMerchant(context, merchantId);
  const account = await loadAccount(context.db, merchantId);
  const keys: EasypostTest['keys'] = [];
  for (const mode of ['test', 'production'] as const) {
    const sealed = mode === 'test' ? account?.test_key : account?.production_key;
    if (sealed) keys.push(await testKey(context, sealed, mode));
  }
  if (keys.length === 0) {
    throw new InputError(
      'merchant',
      `"${merchantId}" has no EasyPost key yet; set one: cartway easypost set ${merchantId}`,
    );
  }
  return { ok: keys.every(({ ok }) => ok), keys };
}

async function testKey(context: OperationContext, sealed: string, mode: Mode): Promise<EasypostTest['keys'][number]> {
  const report = await probeKey({
    http: context.http,
    baseUrl: context.easypostUrl,
    apiKey: context.vault.open(sealed),
    timeoutMs: context.httpTimeoutMs,
  });
  const isOther = report.mode !== null && report.mode !== mode;
  const checks = [
    ...report.checks,
    { name: 'mode', ok: !isOther, detail: isOther ? `this is a ${report.mode} key` : (report.mode ?? 'not shown yet') },
  ];
  return { mode, ok: report.ok && !isOther, seenMode: report.mode, checks };
}
