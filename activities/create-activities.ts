import type { EasypostActivities, HubActivities } from './activities.ts';
import type { HubDeps } from './deps.ts';
import { createCancelAtEasypost } from './orders/cancel/cancel-at-easypost.ts';
import { createCheckAccepted } from './orders/cancel/check-accepted.ts';
import { storeCancelled, storeRefusal } from './orders/cancel/record-cancel.ts';
import { createImportOrders } from './orders/import/import-orders.ts';
import { createPlanRelease } from './orders/import/plan-release.ts';
import { createWriteParcels } from './orders/parcels/write-parcels.ts';
import { createRecordWaiting } from './orders/record-waiting.ts';
import { createRecheckOrders } from './orders/recheck-orders.ts';
import { createSendOrder } from './orders/send/send-order.ts';
import { createSettleSend } from './orders/send/settle-send.ts';
import { createReadTracking } from './orders/tracking/read-tracking.ts';
import { createPushStock } from './stock/push-stock.ts';
import { createReadStock } from './stock/read-stock.ts';
import { createReleaseBackorders } from './stock/release-backorders.ts';

/** All activities; every worker can run each of them, its queues decide which it does. */
export function createActivities(deps: HubDeps): HubActivities & EasypostActivities {
  return {
    importOrders: createImportOrders(deps),
    planRelease: createPlanRelease(deps),
    recordWaiting: createRecordWaiting(deps),
    recordCancelled: (ref, request) => storeCancelled(deps.db, ref.orderId, request, 'before EasyPost had it'),
    recordRefusal: (ref, request, { reason }) => storeRefusal(deps.db, ref.orderId, request, reason),
    writeParcels: createWriteParcels(deps),
    recheckOrders: createRecheckOrders(deps),
    pushStock: createPushStock(deps),
    releaseBackorders: createReleaseBackorders(deps),
    sendOrder: createSendOrder(deps),
    settleSend: createSettleSend(deps),
    cancelAtEasypost: createCancelAtEasypost(deps),
    checkAccepted: createCheckAccepted(deps),
    readTracking: createReadTracking(deps),
    readStock: createReadStock(deps),
  };
}
