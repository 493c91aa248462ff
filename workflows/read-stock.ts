import { proxyActivities } from '@temporalio/workflow';
import type { EasypostActivities, HubActivities, StockResult } from '../activities/activities.ts';
import { easypostQueue, HUB_QUEUE } from '../shared/names.ts';

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' } as const;

const { releaseBackorders } = proxyActivities<Pick<HubActivities, 'releaseBackorders'>>({
  taskQueue: HUB_QUEUE,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry,
});

// The next reading writes what a cart that is away missed: a few tries are enough.
const { pushStock } = proxyActivities<Pick<HubActivities, 'pushStock'>>({
  taskQueue: HUB_QUEUE,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry: { ...retry, maximumAttempts: 3 },
});

/** Step 3 and the end of it: reads stock, releases backorders that it can fill, and writes it to the carts. */
export async function readStock(merchantId: string): Promise<StockResult> {
  const easypost = proxyActivities<Pick<EasypostActivities, 'readStock'>>({
    taskQueue: easypostQueue(merchantId),
    startToCloseTimeout: '2h',
    heartbeatTimeout: '20s',
    retry,
  });
  const result = await easypost.readStock(merchantId);
  await releaseBackorders(merchantId);
  // One cart that is away must not keep the stock from the others; it is told by its own failures.
  await Promise.allSettled(result.pushNow.map((cartId) => pushStock(cartId)));
  return result;
}
