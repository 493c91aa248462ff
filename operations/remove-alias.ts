import { deleteAlias } from '../database/queries/alias-admin.ts';
import type { OperationContext } from './context.ts';
import { InputError } from './failures.ts';
import { findMerchant } from './find-merchant.ts';

/** Removes an alias; orders that EasyPost has already stay as they are. */
export async function removeAlias(
  context: OperationContext,
  merchantId: string,
  alias: { sku: string; cart?: string | undefined },
): Promise<void> {
  await findMerchant(context, merchantId);
  if (await deleteAlias(context.db, { merchantId, cartId: alias.cart ?? null, sku: alias.sku })) return;
  const scope = alias.cart === undefined ? 'for all carts' : `for the cart "${alias.cart}"`;
  throw new InputError('sku', `"${alias.sku}" has no alias ${scope}; see them: cartway alias list ${merchantId}`);
}
