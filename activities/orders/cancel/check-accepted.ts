import { changeStatus, loadOrderFacts, type OrderFacts } from '../../../database/queries/order-facts.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import type { OrderRef } from '../../../shared/orders/messages.ts';
import type { AcceptedCheck } from '../../../shared/orders/outcomes.ts';
import type { HubDeps } from '../../deps.ts';
import { isSystemError } from '../../errors/system-error.ts';
import type { EasypostClient } from '../../easypost/types.ts';
import { openAccount } from '../easypost-account.ts';
import { retryLater } from '../retry-later.ts';
import { resolveOrderProblems } from '../../../database/queries/problems.ts';

/** Asks EasyPost whether it still has an accepted order. Notices that a person has dealt with are closed. */
export function createCheckAccepted(deps: HubDeps): (ref: OrderRef) => Promise<AcceptedCheck> {
  return async (ref) => {
    const order = await loadOrderFacts(deps.db, ref.orderId);
    if (!order.easypost_order_id) return { kind: 'cancelled_by_easypost' };
    const account = await openAccount(deps, order.merchant_id, order.mode);
    if (account.kind !== 'open')
      throw retryLater('unauthorized', 'EasyPost cannot be asked: its key does not work', 30_000);
    if (await isGone(account.client, order.easypost_order_id)) {
      await storeLost(deps, order);
      return { kind: 'cancelled_by_easypost' };
    }
    await resolveOrderProblems(deps.db, order.id);
    return { kind: 'open' };
  };
}

async function isGone(client: EasypostClient, easypostOrderId: string): Promise<boolean> {
  try {
    return (await client.getOrder(easypostOrderId)).state === 'cancelled';
  } catch (error) {
    if (isSystemError(error, 'not_found')) return true;
    throw error;
  }
}

/** The order is nobody's at EasyPost now: the next sending makes a new one. */
async function storeLost(deps: HubDeps, order: OrderFacts): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('orders')
      .set({ easypost_order_id: null, easypost_hash: null, accepted_at: null })
      .where('id', '=', order.id)
      .execute();
    await openProblem(trx, {
      merchantId: order.merchant_id,
      cartId: order.cart_id,
      orderId: order.id,
      cause: 'easypost_cancelled',
      subject: order.number,
    });
    await changeStatus(trx, {
      orderId: order.id,
      status: 'problem',
      event: { kind: 'problem', text: `EasyPost cancelled ${order.easypost_order_id} on its side`, author: 'easypost' },
    });
  });
}
