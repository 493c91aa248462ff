import { signalOrder } from '../activities/orders/signal-order.ts';
import { endHolds } from '../database/queries/holds.ts';
import type { OrderSummary } from '../database/queries/order-views.ts';
import { ORDER_MESSAGE, type ReleaseRequest } from '../shared/orders/messages.ts';
import { UNSENT_STATUSES } from '../shared/orders/status.ts';
import { REPEAT_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { RefusedError } from './failures.ts';
import { keyOf } from './find-order.ts';

/** Ends an order's holds and waits and has it sent now. Returns how many holds ended. */
export async function releaseOrder(context: OperationContext, order: OrderSummary): Promise<{ holdsEnded: number }> {
  if (!UNSENT_STATUSES.includes(order.status)) {
    throw new RefusedError(`Order ${order.number} is ${order.status}: there is nothing to release`);
  }
  const holdsEnded = await endHolds(context.db, order.id);
  const request: ReleaseRequest = { reason: 'user', author: { kind: 'user', name: context.operator } };
  await tellTemporal(REPEAT_REPAIR, () => signalOrder(context.temporal, keyOf(order), ORDER_MESSAGE.release, request));
  return { holdsEnded };
}
