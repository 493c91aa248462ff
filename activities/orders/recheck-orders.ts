import { cancellationSignal } from '@temporalio/activity';
import { listConcernedOrders } from '../../database/queries/concerned-orders.ts';
import type { WhichOrders } from '../../shared/orders/which-orders.ts';
import type { HubDeps } from '../deps.ts';
import { recheckAtPace } from './signal-at-pace.ts';

/** Asks the orders that a change concerns to look again, oldest first. Returns how many were there to hear it. */
export function createRecheckOrders(
  deps: Pick<HubDeps, 'db' | 'temporal'>,
): (which: readonly WhichOrders[]) => Promise<number> {
  return async (which) => recheckAtPace(deps.temporal, await listConcernedOrders(deps.db, which), cancellationSignal());
}
