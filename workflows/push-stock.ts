import { proxyActivities } from '@temporalio/workflow';
import type { HubActivities } from '../activities/activities.ts';
import { HUB_QUEUE } from '../shared/names.ts';

const activities = proxyActivities<Pick<HubActivities, 'pushStock'>>({
  taskQueue: HUB_QUEUE,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** Step 4 for a cart with times of its own: writes what changed of the stock. */
export async function pushStock(cartId: string): Promise<number> {
  return activities.pushStock(cartId);
}
