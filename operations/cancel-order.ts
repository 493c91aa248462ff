import { randomUUID } from 'node:crypto';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type WorkflowHandle,
} from '@temporalio/client';
import { signalOrder } from '../activities/orders/signal-order.ts';
import { recordEvent } from '../database/queries/order-events.ts';
import type { OrderSummary } from '../database/queries/order-views.ts';
import { orderWorkflowId } from '../shared/names.ts';
import {
  CANCEL_REFUSAL_TEXT,
  ORDER_MESSAGE,
  type CancelAnswer,
  type CancelRequest,
} from '../shared/orders/messages.ts';
import { FINAL_STATUSES, SKIP_RULE_TEXT } from '../shared/orders/status.ts';
import { authorText, type OperationContext } from './context.ts';
import { NotDoneError, RefusedError } from './failures.ts';
import { findOrder, keyOf } from './find-order.ts';

/** `open`: the request is kept, and is answered on the timeline as soon as a worker runs. */
export type CancelResult = CancelAnswer | { kind: 'open'; requestId: string };

/**
 * Asks the order's workflow to cancel and waits up to `waitMs` for its one definite answer. A workflow that has ended
 * is answered for by the database.
 */
export async function cancelOrder(
  context: OperationContext,
  order: OrderSummary,
  waitMs: number,
): Promise<CancelResult> {
  if (order.status === 'skipped') {
    const rule = order.skip_rule ? ` (${SKIP_RULE_TEXT[order.skip_rule]})` : '';
    throw new RefusedError(`Order ${order.number} was not taken${rule}; there is nothing to cancel`);
  }
  if (FINAL_STATUSES.includes(order.status)) return answerOfEnded(context, order);
  const request: CancelRequest = { requestId: randomUUID(), author: { kind: 'user', name: context.operator } };
  const handle = context.temporal.workflow.getHandle(orderWorkflowId(keyOf(order)));
  const answer = await askWorkflow(context, handle, request, Date.now() + waitMs);
  switch (answer) {
    case 'ended':
      return answerOfEnded(context, await findOrder(context, { order: order.id }));
    case 'unheard':
      return leaveRequest(context, order, request);
    case 'accepted':
      return { kind: 'open', requestId: request.requestId };
    default:
      return answer;
  }
}

/** `unheard`: no worker took the request; `accepted`: one did, but the answer takes longer. */
type Asked = CancelAnswer | 'ended' | 'unheard' | 'accepted';

async function askWorkflow(
  { temporal }: OperationContext,
  handle: WorkflowHandle,
  request: CancelRequest,
  deadline: number,
): Promise<Asked> {
  let heard = false;
  try {
    return await temporal.withDeadline(deadline, async () => {
      const update = await handle.startUpdate<CancelAnswer, [CancelRequest]>(ORDER_MESSAGE.cancelOrder, {
        args: [request],
        updateId: request.requestId,
        waitForStage: 'ACCEPTED',
      });
      heard = true;
      return update.result();
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'ended';
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return heard ? 'accepted' : 'unheard';
    // The workflow ended by another way while it was asked.
    if (error instanceof WorkflowUpdateFailedError && (await isClosed(handle))) return 'ended';
    throw error;
  }
}

async function isClosed(handle: WorkflowHandle): Promise<boolean> {
  return (await handle.describe()).status.name !== 'RUNNING';
}

/** An update that no worker took is not kept by the server; a signal is. The same request is only answered once. */
async function leaveRequest(
  context: OperationContext,
  order: OrderSummary,
  request: CancelRequest,
): Promise<CancelResult> {
  const kept = await signalOrder(context.temporal, keyOf(order), ORDER_MESSAGE.cancelOrder, request);
  if (kept) return { kind: 'open', requestId: request.requestId };
  return answerOfEnded(context, await findOrder(context, { order: order.id }));
}

async function answerOfEnded(context: OperationContext, order: OrderSummary): Promise<CancelAnswer> {
  if (order.status === 'cancelled') return { kind: 'cancelled' };
  if (order.status === 'confirmed') {
    const author = authorText(context);
    const text = `Cancellation refused: ${CANCEL_REFUSAL_TEXT.already_confirmed}`;
    await context.db.transaction().execute(async (db) => {
      await recordEvent(db, { orderId: order.id, kind: 'cancel_requested', text: 'Cancellation asked for', author });
      await recordEvent(db, { orderId: order.id, kind: 'cancel_refused', text });
    });
    return { kind: 'refused', reason: 'already_confirmed' };
  }
  throw new NotDoneError(
    `Order ${order.number} has no running workflow; pull its cart, which starts it, and cancel again: ` +
      `cartway cart pull ${order.cart_id} --wait`,
  );
}
