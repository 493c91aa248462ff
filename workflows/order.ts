import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { OrderResult } from '../shared/orders/outcomes.ts';
import type { OrderInput } from './inputs.ts';
import { cancelUnsent } from './order/cancel.ts';
import { OrderContext } from './order/context.ts';
import { deliver } from './order/deliver.ts';
import { registerHandlers, treatWorkflowCancellationAsRequest } from './order/handlers.ts';
import { send } from './order/send.ts';
import { waitForFix } from './order/wait-for-fix.ts';
import { waitForStock } from './order/wait-for-stock.ts';
import { waitUntilReleased } from './order/wait-until-released.ts';

/** One order, from the cart to EasyPost and its parcels back. It ends as confirmed or cancelled, and no other way. */
export async function order(input: OrderInput): Promise<OrderResult> {
  const current = new OrderContext(input);
  registerHandlers(current.inbox, () => current.view());
  treatWorkflowCancellationAsRequest(current.inbox);
  return CancellationScope.nonCancellable(() => run(current, input));
}

async function run(current: OrderContext, input: OrderInput): Promise<OrderResult> {
  const result = await untilOver(current, input);
  if (!allHandlersFinished()) await condition(allHandlersFinished);
  return result;
}

async function untilOver(current: OrderContext, { resume }: OrderInput): Promise<OrderResult> {
  let waitsFor = resume?.waitsFor ?? { kind: 'release' };
  for (;;) {
    if (waitsFor.kind !== 'parcels') {
      if ((await sendUntilAccepted(current, waitsFor)) === 'cancelled') return { kind: 'cancelled' };
    }
    const delivery = await deliver(current, waitsFor.kind === 'parcels' && waitsFor.anyShipped);
    if (delivery !== 'lost') return { kind: delivery };
    waitsFor = { kind: 'release' };
  }
}

type Unsent = Exclude<NonNullable<OrderInput['resume']>['waitsFor'], { kind: 'parcels' }>;

async function sendUntilAccepted(current: OrderContext, start: Unsent): Promise<'accepted' | 'cancelled'> {
  let waitsFor = start;
  for (;;) {
    if (waitsFor.kind === 'stock') await waitForStock(current, waitsFor.backorder);
    if (waitsFor.kind === 'fix') await waitForFix(current, waitsFor.blocked);
    const released = await waitUntilReleased(current, waitsFor);
    const inDoubt = waitsFor.kind === 'fix' && waitsFor.blocked.inDoubt;
    if (!released && !inDoubt) {
      await cancelUnsent(current);
      return 'cancelled';
    }
    const outcome = await send(current);
    switch (outcome.kind) {
      case 'accepted':
        return 'accepted';
      case 'backordered':
        waitsFor = { kind: 'stock', backorder: { missing: outcome.missing, retry: outcome.retry } };
        break;
      case 'problem':
        waitsFor = {
          kind: 'fix',
          blocked: { cause: outcome.cause, subject: outcome.subject, inDoubt: outcome.inDoubt },
        };
        break;
      case 'interrupted':
        if (!current.inbox.cancel) return 'cancelled';
        waitsFor = { kind: 'release' };
        break;
    }
  }
}
