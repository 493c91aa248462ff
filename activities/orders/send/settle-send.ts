import { loadOrderFacts } from '../../../database/queries/order-facts.ts';
import { sendingState } from '../../../database/queries/send-attempts.ts';
import type { OrderRef } from '../../../shared/orders/messages.ts';
import type { SettleOutcome } from '../../../shared/orders/outcomes.ts';
import type { HubDeps } from '../../deps.ts';
import { openAccount } from '../easypost-account.ts';
import { retryLater } from '../retry-later.ts';
import { settleDoubt } from './settle-doubt.ts';

/** Settles an interrupted sending; where no attempt is in doubt it answers without calling EasyPost. */
export function createSettleSend(deps: HubDeps): (ref: OrderRef) => Promise<SettleOutcome> {
  return async (ref) => {
    const order = await loadOrderFacts(deps.db, ref.orderId);
    const state = await sendingState(deps.db, order.id);
    if (!state || state.kind === 'closed') return { kind: 'never_sent' };
    if (state.kind === 'accepted') return state;
    const account = await openAccount(deps, order.merchant_id, order.mode);
    if (account.kind !== 'open') {
      throw retryLater(
        'unauthorized',
        'An attempt is in doubt and EasyPost cannot be asked: its key does not work',
        30_000,
      );
    }
    const outcome = await settleDoubt(deps, account.client, order);
    return outcome.kind === 'accepted' ? outcome : { kind: 'never_sent' };
  };
}
