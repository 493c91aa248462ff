import { randomUUID } from 'node:crypto';
import { listConcernedOrders } from '../database/queries/concerned-orders.ts';
import { recheckWorkflowId, WORKFLOW, WORKFLOW_QUEUE } from '../shared/names.ts';
import type { WhichOrders } from '../shared/orders/which-orders.ts';
import { SEARCH_ATTRIBUTE } from '../shared/search-attributes.ts';
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

/**
 * Has the orders that a change concerns look again. A workflow tells them, at a pace that leaves room for others, so
 * that nobody has to wait for it. Returns how many they are now.
 */
export async function recheckAfterSaving(
  { db, temporal }: OperationContext,
  merchantId: string,
  which: readonly WhichOrders[],
): Promise<number> {
  const { length } = await listConcernedOrders(db, which);
  if (length === 0) return 0;
  await temporal.workflow.start(WORKFLOW.recheckOrders, {
    taskQueue: WORKFLOW_QUEUE,
    workflowId: recheckWorkflowId(merchantId, randomUUID()),
    args: [which],
    staticSummary: `${merchantId} ${length}`,
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTE.merchant, value: merchantId }],
  });
  return length;
}

export const SCHEDULES_REPAIR = 'The Schedules follow when a worker starts, or with: cartway schedule reconcile';
export const REPEAT_REPAIR = 'Give the same command again.';
