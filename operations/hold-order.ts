import { randomUUID } from 'node:crypto';
import { signalOrder } from '../activities/orders/signal-order.ts';
import { insertHold } from '../database/queries/holds.ts';
import type { OrderSummary } from '../database/queries/order-views.ts';
import { ORDER_MESSAGE, type HoldRequest } from '../shared/orders/messages.ts';
import { UNSENT_STATUSES } from '../shared/orders/status.ts';
import { REPEAT_REPAIR, tellTemporal } from './after-saving.ts';
import { authorText, type OperationContext } from './context.ts';
import { InputError, parseInput, RefusedError, shortText } from './failures.ts';
import { keyOf } from './find-order.ts';

export interface NewHoldInput {
  /** In the operator's words; kept in PostgreSQL only. */
  reason: string;
  /** When the hold ends by itself; left out: never. */
  until?: Date | undefined;
}

/** Stops an order before it is sent. Throws a {@link RefusedError} where EasyPost has it already. Returns the hold's id. */
export async function holdOrder(
  context: OperationContext,
  order: OrderSummary,
  input: NewHoldInput,
): Promise<{ holdId: string }> {
  if (!UNSENT_STATUSES.includes(order.status)) {
    throw new RefusedError(
      `Order ${order.number} is ${order.status}: a hold stops only what EasyPost does not have yet`,
    );
  }
  const reason = parseInput(shortText(200), input.reason, { place: 'reason' });
  if (input.until && input.until.getTime() <= Date.now()) {
    throw new InputError('until', `${input.until.toISOString()} is over; allowed is a time to come`);
  }
  const holdId = randomUUID();
  const author = authorText(context);
  await insertHold(context.db, { id: holdId, orderId: order.id, reason, author, until: input.until ?? null });
  const request: HoldRequest = {
    holdId,
    author: { kind: 'user', name: context.operator },
    ...(input.until === undefined ? {} : { until: input.until.toISOString() }),
  };
  await tellTemporal(REPEAT_REPAIR, () => signalOrder(context.temporal, keyOf(order), ORDER_MESSAGE.hold, request));
  return { holdId };
}
