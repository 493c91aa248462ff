import { randomUUID } from 'node:crypto';
import { startRecheck } from '../activities/orders/start-recheck.ts';
import type { WhichOrders } from '../shared/orders/which-orders.ts';
import type { OperationContext } from './context.ts';
import { NotDoneError } from './failures.ts';

/**
 * Does what Temporal has to know once the database has it. Throws a {@link NotDoneError} when Temporal does not
 * answer: what was saved stays saved, and `repair` says how the rest is made up for.
 */
export async function tellTemporal<T>(repair: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new NotDoneError(`It is saved, but Temporal could not be told. ${repair}`, { cause: error });
  }
}

/** Has the orders that a change concerns look again, and does not wait for it. Returns how many they are now. */
export function recheckAfterSaving(
  context: OperationContext,
  merchantId: string,
  which: readonly WhichOrders[],
): Promise<number> {
  return startRecheck(context, { merchantId, name: randomUUID(), which });
}

export const SCHEDULES_REPAIR = 'The Schedules follow when a worker starts, or with: cartway schedule reconcile';
export const REPEAT_REPAIR = 'Give the same command again.';
