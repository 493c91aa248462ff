import { cancellationSignal } from '@temporalio/activity';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import type { WhichOrders } from '../../shared/orders/which-orders.ts';
import type { HubDeps } from '../deps.ts';
import { findConcerned } from './find-concerned.ts';
import { signalAtPace } from './signal-at-pace.ts';

/** About half of what one worker does on two cores: the other half is for the orders of others. */
const PER_SECOND = 25;

/**
 * Asks the orders that a change concerns to look again at what blocked them, oldest first. Returns how many were there
 * to hear it.
 */
export function createRecheckOrders(
  deps: Pick<HubDeps, 'db' | 'temporal'>,
): (which: readonly WhichOrders[]) => Promise<number> {
  return async (which) => {
    const orders = await findConcerned(deps.db, which);
    const pace = { perSecond: PER_SECOND, signal: cancellationSignal() };
    return signalAtPace(deps.temporal, orders, pace, ORDER_MESSAGE.recheck);
  };
}
