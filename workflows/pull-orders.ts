import { proxyActivities } from '@temporalio/workflow';
import type { HubActivities, ImportResult } from '../activities/activities.ts';
import { HUB_QUEUE } from '../shared/names.ts';

const { importOrders } = proxyActivities<Pick<HubActivities, 'importOrders'>>({
  taskQueue: HUB_QUEUE,
  startToCloseTimeout: '2h',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** Step 1: pulls new and changed orders of one cart, stores them and starts their workflows. */
export async function pullOrders(cartId: string): Promise<ImportResult> {
  return importOrders(cartId);
}
