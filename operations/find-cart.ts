import { listCarts, type CartRow } from '../database/queries/connections.ts';
import type { OperationContext } from './context.ts';
import { InputError } from './failures.ts';
import { allowedIds } from './find-merchant.ts';

/** The cart with this id. Throws an {@link InputError} that lists those there are. */
export async function findCart(context: OperationContext, cartId: string): Promise<CartRow> {
  const carts = await listCarts(context.db);
  const found = carts.find(({ id }) => id === cartId);
  if (found) return found;
  throw new InputError('cart', `"${cartId}" is not a cart; ${allowedIds(carts.map(({ id }) => id))}`);
}

/** A cart without its secrets. */
export type CartView = Omit<CartRow, 'credentials' | 'position'>;

export function withoutSecrets({ credentials: _credentials, position: _position, ...view }: CartRow): CartView {
  return view;
}
