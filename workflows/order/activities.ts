import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { EasypostActivities, HubActivities } from '../../activities/activities.ts';
import { easypostQueue, HUB_QUEUE } from '../../shared/names.ts';

/** For ever, at most half a minute apart: an outage ends, and the order must not. */
const RETRY_FOR_EVER = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Only PostgreSQL: short and repeatable. */
export const records = proxyActivities<
  Pick<HubActivities, 'planRelease' | 'recordWaiting' | 'recordCancelled' | 'recordRefusal'>
>({ taskQueue: HUB_QUEUE, startToCloseTimeout: '30s', retry: RETRY_FOR_EVER });

/** Reads the cart before it writes, so that it can be repeated. */
export const cart = proxyActivities<Pick<HubActivities, 'writeParcels'>>({
  taskQueue: HUB_QUEUE,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry: RETRY_FOR_EVER,
});

/** Calls EasyPost; each activity settles what an interrupted one left in doubt. */
export function easypostOf(merchantId: string) {
  return proxyActivities<Pick<EasypostActivities, 'sendOrder' | 'settleSend' | 'cancelAtEasypost' | 'checkAccepted'>>({
    taskQueue: easypostQueue(merchantId),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '20s',
    retry: RETRY_FOR_EVER,
    // A call that is under way is never abandoned: its answer decides what a cancellation does.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}
