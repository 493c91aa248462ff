import type { ReleasePlan } from '../../../shared/orders/outcomes.ts';
import type { CartSettings } from '../../../shared/settings/cart.ts';
import type { MerchantSettings } from '../../../shared/settings/merchant.ts';
import { nextSlot } from '../../../shared/time/next-slot.ts';

export interface OpenHold {
  id: string;
  until: Date | null;
}

/**
 * What must be over before an order may be sent. The edit window runs from `placedAt`, and never from later than
 * `seenAt`: a cart whose clock is ahead does not lengthen it.
 */
export function buildReleasePlan(
  cart: Pick<CartSettings, 'editWindow'>,
  merchant: Pick<MerchantSettings, 'send'>,
  holds: readonly OpenHold[],
  order: { placedAt: Date; seenAt: Date },
): ReleasePlan {
  const from = Math.min(order.placedAt.getTime(), order.seenAt.getTime());
  const editUntil = new Date(from + cart.editWindow * 1000).toISOString();
  return {
    holds: holds.map(({ id, until }) => ({ holdId: id, ...(until ? { until: until.toISOString() } : {}) })),
    ...(cart.editWindow > 0 ? { editUntil } : {}),
    send: merchant.send,
  };
}

/** When an order with this plan and no holds is sent first, at or after `now`. */
export function firstSending(plan: ReleasePlan, now: Date): Date {
  const editUntil = plan.editUntil === undefined ? 0 : Date.parse(plan.editUntil);
  return new Date(nextSlot(Math.max(now.getTime(), editUntil), plan.send));
}
