import { proxyActivities } from '@temporalio/workflow';
import type { EasypostActivities, TrackingResult } from '../activities/activities.ts';
import { easypostQueue } from '../shared/names.ts';

/** Step 3: reads the tracking of one EasyPost account and wakes the orders whose parcels changed. */
export async function readTracking(merchantId: string): Promise<TrackingResult> {
  const easypost = proxyActivities<Pick<EasypostActivities, 'readTracking'>>({
    taskQueue: easypostQueue(merchantId),
    startToCloseTimeout: '2h',
    heartbeatTimeout: '20s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
  });
  return easypost.readTracking(merchantId);
}
