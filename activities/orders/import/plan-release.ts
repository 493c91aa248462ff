import { loadCart, loadMerchantSettings } from '../../../database/queries/connections.ts';
import { listHoldsInForce } from '../../../database/queries/holds.ts';
import { loadOrderTimes } from '../../../database/queries/import-orders-pending.ts';
import type { OrderRef } from '../../../shared/orders/messages.ts';
import type { ReleasePlan } from '../../../shared/orders/outcomes.ts';
import type { HubDeps } from '../../deps.ts';
import { buildReleasePlan } from './release-plan.ts';

/** What must be over before the order may be sent, by the settings and holds of now. */
export function createPlanRelease(deps: Pick<HubDeps, 'db'>): (ref: OrderRef) => Promise<ReleasePlan> {
  return async (ref) => {
    const [cart, merchant, holds, times] = await Promise.all([
      loadCart(deps.db, ref.cartId),
      loadMerchantSettings(deps.db, ref.merchantId),
      listHoldsInForce(deps.db, ref.orderId),
      loadOrderTimes(deps.db, ref.orderId),
    ]);
    return buildReleasePlan(cart.settings, merchant, holds, times);
  };
}
