import { recheckWorkflowId, WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import type { WhichOrders } from '../../shared/orders/which-orders.ts';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';
import type { HubDeps } from '../deps.ts';
import { findConcerned } from './find-concerned.ts';

export interface Change {
  merchantId: string;
  /** While a workflow tells of a change with this name, no second one is started. */
  name: string;
  which: readonly WhichOrders[];
}

/**
 * Has the orders that a change concerns look again. A workflow tells them, at a pace that leaves room for others, so
 * that nobody has to wait for it. Returns how many they are now.
 */
export async function startRecheck(
  { db, temporal }: Pick<HubDeps, 'db' | 'temporal'>,
  { merchantId, name, which }: Change,
): Promise<number> {
  const { length } = await findConcerned(db, which);
  if (length === 0) return 0;
  await temporal.workflow.start(WORKFLOW.recheckOrders, {
    taskQueue: WORKFLOW_QUEUE,
    workflowId: recheckWorkflowId(merchantId, name),
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [which],
    staticSummary: `${merchantId} ${length}`,
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTE.merchant, value: merchantId }],
  });
  return length;
}
