import { CancellationScope, isCancellation, ActivityFailure } from '@temporalio/workflow';
import type { SendOutcome } from '../../shared/orders/outcomes.ts';
import type { OrderContext } from './context.ts';

/** Sends the order; a cancellation that comes meanwhile stops the repeats, and what is under way is settled first. */
export async function send(order: OrderContext): Promise<SendOutcome> {
  order.show('sending', 'Being sent to EasyPost.');
  order.sendAttempts += 1;
  const scope = new CancellationScope({ cancellable: true });
  const sending = scope.run(() =>
    order.easypost.sendOrder.executeWithOptions({ summary: 'Send to EasyPost' }, [order.ref]),
  );
  try {
    return await order.inbox.watchCancels(() => scope.cancel(), sending);
  } catch (error) {
    if (isCancellation(error) || (error instanceof ActivityFailure && order.inbox.cancel)) return settle(order);
    throw error;
  }
}

async function settle(order: OrderContext): Promise<SendOutcome> {
  order.show('sending', 'A cancellation came while the order was being sent: finding out whether EasyPost has it.');
  const outcome = await order.easypost.settleSend.executeWithOptions({ summary: 'Find out whether EasyPost has it' }, [
    order.ref,
  ]);
  return outcome.kind === 'accepted' ? outcome : { kind: 'interrupted' };
}
