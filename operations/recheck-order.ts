import { signalOrder } from '../activities/orders/signal-order.ts';
import type { OrderSummary } from '../database/queries/order-views.ts';
import { resolveOrderProblems } from '../database/queries/problems.ts';
import { ORDER_MESSAGE } from '../shared/orders/messages.ts';
import { NOTICE_CAUSES } from '../shared/orders/problem-causes.ts';
import { UNSENT_STATUSES } from '../shared/orders/status.ts';
import type { OperationContext } from './context.ts';
import { RefusedError } from './failures.ts';
import { keyOf } from './find-order.ts';

/**
 * Has an order look again at what it waits for; what was only told of a sent order counts as dealt with. Throws a
 * {@link RefusedError} where there is neither.
 */
export async function recheckOrder(context: OperationContext, order: OrderSummary): Promise<void> {
  // Before it is sent, what is told comes with a hold, which a release ends.
  const unsent = UNSENT_STATUSES.includes(order.status) && order.easypost_order_id === null;
  const closed = unsent ? 0 : await resolveOrderProblems(context.db, order.id, NOTICE_CAUSES);
  const heard = await signalOrder(context.temporal, keyOf(order), ORDER_MESSAGE.recheck);
  if (heard || closed > 0) return;
  throw new RefusedError(`Order ${order.number} is ${order.status} and has no running workflow: nothing waits there`);
}
