import { z } from 'zod';
import { knownBarcodes, saveAliases, type AliasView } from '../database/queries/alias-admin.ts';
import { listBlockingSubjects } from '../database/queries/concerned-orders.ts';
import { recheckAfterSaving, REPEAT_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { InputError, parseInput, shortText } from './failures.ts';
import { allowedIds, findMerchant } from './find-merchant.ts';

const aliasSchema = z.strictObject({ sku: shortText(200), barcode: shortText(100), cart: z.string() });

export interface NewAlias {
  sku: string;
  barcode: string;
  /** Left out or empty: for all carts of the merchant. */
  cart?: string | undefined;
  /** Where it comes from, for errors. */
  line?: number;
}

const MOST_NAMED = 10;

/**
 * Saves aliases, all or none, and releases every order that waits for one of their SKUs. Throws an
 * {@link InputError} for a barcode that EasyPost has no product for, unless `force`.
 */
export async function addAliases(
  context: OperationContext,
  merchantId: string,
  aliases: readonly NewAlias[],
  options: { force?: boolean } = {},
): Promise<{ saved: number; released: number }> {
  const { carts } = await findMerchant(context, merchantId);
  const valid = aliases.map((alias) => toAlias(merchantId, carts, alias));
  refuseContradictions(valid, aliases);
  if (!options.force) await refuseUnknownBarcodes(context, merchantId, valid);
  await context.db.transaction().execute((db) => saveAliases(db, valid));
  const released = await tellTemporal(REPEAT_REPAIR, () => releaseBlocked(context, merchantId, valid));
  return { saved: valid.length, released };
}

function toAlias(merchantId: string, carts: readonly string[], alias: NewAlias): AliasView {
  const at = alias.line === undefined ? '' : `line ${alias.line}: `;
  const input = { sku: alias.sku, barcode: alias.barcode, cart: alias.cart ?? '' };
  try {
    const { sku, barcode, cart } = parseInput(aliasSchema, input);
    if (cart !== '' && !carts.includes(cart)) {
      throw new InputError('cart', `"${cart}" is not a cart of ${merchantId}; ${allowedIds(carts)}`);
    }
    return { merchantId, cartId: cart === '' ? null : cart, sku, barcode };
  } catch (error) {
    if (error instanceof InputError && at) throw new InputError('file', `${at}${error.place}: ${error.message}`);
    throw error;
  }
}

function refuseContradictions(aliases: readonly AliasView[], given: readonly NewAlias[]): void {
  const seen = new Map<string, number>();
  aliases.forEach(({ sku, cartId, barcode }, index) => {
    const key = JSON.stringify([sku, cartId]);
    const earlier = seen.get(key);
    const other = earlier === undefined ? undefined : aliases[earlier];
    if (earlier !== undefined && other?.barcode !== barcode) {
      const lines = `lines ${given[earlier]?.line ?? earlier + 1} and ${given[index]?.line ?? index + 1}`;
      throw new InputError('file', `${lines}: "${sku}" stands for two barcodes; allowed is one for each SKU and cart`);
    }
    seen.set(key, index);
  });
}

async function refuseUnknownBarcodes(
  context: OperationContext,
  merchantId: string,
  aliases: readonly AliasView[],
): Promise<void> {
  const barcodes = [...new Set(aliases.map(({ barcode }) => barcode))];
  const known = await knownBarcodes(context.db, merchantId, barcodes);
  const unknown = barcodes.filter((barcode) => !known.has(barcode));
  if (unknown.length === 0) return;
  const named = unknown.slice(0, MOST_NAMED).map((barcode) => JSON.stringify(barcode));
  const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
  throw new InputError(
    'barcode',
    `${named.join(', ')}${more}: EasyPost showed no such product yet; allowed are barcodes of ${merchantId}'s products` +
      ` (cartway stock ${merchantId}), or any with --force. Nothing was saved`,
  );
}

/** Only the SKUs that orders wait for are named: a list of aliases may be longer than Temporal takes. */
async function releaseBlocked(
  context: OperationContext,
  merchantId: string,
  aliases: readonly AliasView[],
): Promise<number> {
  const all = { merchantId, causes: ['unknown_sku'] as const, subjects: [...new Set(aliases.map(({ sku }) => sku))] };
  const blocking = await listBlockingSubjects(context.db, all);
  const subjects = [...new Set(blocking.map(({ subject }) => subject))];
  return recheckAfterSaving(context, merchantId, [{ ...all, subjects }]);
}
