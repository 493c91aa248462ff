import { z } from 'zod';
import { insertCart } from '../database/queries/carts.ts';
import { cartSettingsSchema } from '../shared/settings/cart.ts';
import { identifierSchema } from '../shared/settings/identifier.ts';
import { applyCartSchedules } from '../workers/schedules/reconcile.ts';
import { SCHEDULES_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { InputError, parseInput, shortText } from './failures.ts';
import { findMerchant } from './find-merchant.ts';
import { checkCartForm, proveCart } from './prove-cart.ts';

const inputSchema = z.strictObject({
  cart: identifierSchema,
  name: shortText(100),
  takeOrdersFrom: z.date({ error: ({ input }) => `"${String(input)}" is not a time; allowed is 2026-11-01T00:00Z` }),
});

export interface NewCartInput {
  merchant: string;
  cart: string;
  kind: string;
  /** Left out: the id. */
  name?: string | undefined;
  /** What the kind needs beside credentials. */
  connection: unknown;
  /** Secrets of the kind: sealed, never shown again. */
  credentials: unknown;
  /** Any of `CartSettings`. */
  settings?: Record<string, unknown>;
  /** Older orders are skipped. Left out: now. */
  takeOrdersFrom?: Date | undefined;
  /** Saves the cart without trying it. */
  untested?: boolean;
}

/** Adds a cart to a merchant and starts pulling its orders. A cart that does not pass its test is not saved. */
export async function addCart(context: OperationContext, input: NewCartInput): Promise<void> {
  await findMerchant(context, input.merchant);
  const { cart, name, takeOrdersFrom } = parseInput(inputSchema, {
    cart: input.cart,
    name: input.name ?? input.cart,
    takeOrdersFrom: input.takeOrdersFrom ?? new Date(),
  });
  const settings = parseInput(cartSettingsSchema, input.settings ?? {});
  if (input.untested) checkCartForm(context, input);
  else await proveCart(context, input);
  const isNew = await insertCart(context.db, {
    id: cart,
    merchantId: input.merchant,
    kind: input.kind,
    name,
    settings,
    connection: input.connection,
    credentials: context.vault.seal(JSON.stringify(input.credentials)),
    takeOrdersFrom,
  });
  if (!isNew) throw new InputError('cart', `"${cart}" exists already; allowed is an id that is not in use`);
  await tellTemporal(SCHEDULES_REPAIR, () => applyCartSchedules(context.temporal, context.db, cart));
}
