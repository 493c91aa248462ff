import { signalOrder } from '../activities/orders/signal-order.ts';
import type { OrderSummary } from '../database/queries/order-views.ts';
import { ORDER_MESSAGE } from '../shared/orders/messages.ts';
import type { OperationContext } from './context.ts';
import { RefusedError } from './failures.ts';
import { keyOf } from './find-order.ts';

/** Has an order look again at what it waits for. Throws a {@link RefusedError} where nothing waits any more. */
export async function recheckOrder(context: OperationContext, order: OrderSummary): Promise<void> {
  if (await signalOrder(context.temporal, keyOf(order), ORDER_MESSAGE.recheck)) return;
  throw new RefusedError(`Order ${order.number} is ${order.status} and has no running workflow: nothing waits there`);
}
