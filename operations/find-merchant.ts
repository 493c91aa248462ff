import { listMerchants, type MerchantView } from '../database/queries/merchants.ts';
import type { OperationContext } from './context.ts';
import { InputError } from './failures.ts';

/** The merchant with this id. Throws an {@link InputError} that lists those there are. */
export async function findMerchant(context: OperationContext, merchantId: string): Promise<MerchantView> {
  const [found] = await listMerchants(context.db, merchantId);
  if (found) return found;
  const known = (await listMerchants(context.db)).map(({ id }) => id);
  throw new InputError('merchant', `"${merchantId}" is not a merchant; ${allowedIds(known)}`);
}

/** Which ids are allowed, for an error: at most ten of them. */
export function allowedIds(ids: readonly string[]): string {
  if (ids.length === 0) return 'there is none yet';
  const more = ids.length > 10 ? ` and ${ids.length - 10} more` : '';
  return `allowed: ${ids.slice(0, 10).join(', ')}${more}`;
}
