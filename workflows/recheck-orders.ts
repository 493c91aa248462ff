import { proxyActivities } from '@temporalio/workflow';
import type { HubActivities } from '../activities/activities.ts';
import { HUB_QUEUE } from '../shared/names.ts';
import type { WhichOrders } from '../shared/orders/which-orders.ts';

const activities = proxyActivities<Pick<HubActivities, 'recheckOrders'>>({
  taskQueue: HUB_QUEUE,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** A person mended or changed something: the orders that it concerns look again. Returns how many heard it. */
export async function recheckOrders(which: readonly WhichOrders[]): Promise<number> {
  return activities.recheckOrders(which);
}
