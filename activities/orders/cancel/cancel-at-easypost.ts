import { loadOrderFacts } from '../../../database/queries/order-facts.ts';
import type { CancelAnswer, CancelRequest, OrderRef } from '../../../shared/orders/messages.ts';
import type { HubDeps } from '../../deps.ts';
import { isSystemError } from '../../errors/system-error.ts';
import { openAccount } from '../easypost-account.ts';
import { retryLater } from '../retry-later.ts';
import { storeCancelled, storeRefusal } from './record-cancel.ts';

const KEY_PAUSE_MS = 30_000;

/** Deletes the order at EasyPost; what EasyPost answers is stored and is the answer. */
export function createCancelAtEasypost(
  deps: HubDeps,
): (ref: OrderRef, request: CancelRequest) => Promise<CancelAnswer> {
  return async (ref, request) => {
    const order = await loadOrderFacts(deps.db, ref.orderId);
    if (order.status === 'cancelled') return { kind: 'cancelled' };
    if (!order.easypost_order_id) {
      await storeCancelled(deps.db, order.id, request, 'before EasyPost had it');
      return { kind: 'cancelled' };
    }
    const account = await openAccount(deps, order.merchant_id, order.mode);
    if (account.kind !== 'open') {
      throw retryLater('unauthorized', 'EasyPost cannot be asked to cancel: its key does not work', KEY_PAUSE_MS);
    }
    try {
      const answer = await account.client.cancelOrder(order.easypost_order_id);
      if (answer.kind === 'cancelled') await storeCancelled(deps.db, order.id, request, 'at EasyPost');
      else await storeRefusal(deps.db, order.id, request, answer.reason);
      return answer;
    } catch (error) {
      if (isSystemError(error, 'unauthorized')) throw retryLater('unauthorized', error.message, KEY_PAUSE_MS);
      throw error;
    }
  };
}
