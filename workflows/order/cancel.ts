import type { CancelRequest, CancelAnswer } from '../../shared/orders/messages.ts';
import { CANCEL_REFUSAL_TEXT } from '../../shared/orders/messages.ts';
import { records } from './activities.ts';
import type { OrderContext } from './context.ts';

const CANCELLED: CancelAnswer = { kind: 'cancelled' };

/** Cancels an order that EasyPost does not have, and answers everybody who asked. */
export async function cancelUnsent(order: OrderContext): Promise<void> {
  for (let request = order.inbox.cancel; request; request = order.inbox.cancel) {
    await records.recordCancelled(order.ref, request);
    order.answer(request, CANCELLED);
  }
  order.show('cancelled', 'Cancelled before EasyPost had it.');
}

/** Asks EasyPost, whose answer decides. Returns whether the order is cancelled. */
export async function cancelAccepted(order: OrderContext, request: CancelRequest): Promise<boolean> {
  const answer = await order.easypost.cancelAtEasypost.executeWithOptions({ summary: 'Cancel at EasyPost' }, [
    order.ref,
    request,
  ]);
  order.answer(request, answer);
  if (answer.kind === 'refused') {
    order.show(
      'accepted',
      `EasyPost has the order. A cancellation was refused: ${CANCEL_REFUSAL_TEXT[answer.reason]}.`,
    );
    return false;
  }
  await answerRest(order);
  order.show('cancelled', 'Cancelled at EasyPost.');
  return true;
}

/** Parcels are on their way: every cancellation is refused with that reason. */
export async function refuseShipped(order: OrderContext): Promise<void> {
  const answer = { kind: 'refused', reason: 'already_shipped' } as const;
  for (let request = order.inbox.cancel; request; request = order.inbox.cancel) {
    await records.recordRefusal(order.ref, request, answer);
    order.answer(request, answer);
  }
}

async function answerRest(order: OrderContext): Promise<void> {
  for (let request = order.inbox.cancel; request; request = order.inbox.cancel) {
    await records.recordCancelled(order.ref, request);
    order.answer(request, CANCELLED);
  }
}
