import type { PendingOrder } from '../../../database/queries/import-orders-pending.ts';
import { CART_AUTHOR } from '../../../database/queries/import-orders-effects.ts';
import { ORDER_MESSAGE, type CancelRequest, type HoldRequest } from '../../../shared/orders/messages.ts';
import { FINAL_STATUSES, UNSENT_STATUSES } from '../../../shared/orders/status.ts';
import { standingIn } from './content-hash.ts';
import { cancelsByItself, type Cancellations } from './gather-stops.ts';

/** A signal of the order workflow. */
export interface OrderSignal {
  signal: string;
  args: (CancelRequest | HoldRequest)[];
}

type Told = Pick<PendingOrder, 'status' | 'content_hash' | 'holds'>;

/** The cart's cancellation of an order: told again, it is the same. */
export function cancelRequestOf({ content_hash }: Pick<Told, 'content_hash'>): CancelRequest {
  return { requestId: `cart:${content_hash}`, author: { kind: 'cart' } };
}

/** What an order's workflow must hear of the state that its cart is in; null where nothing follows from it. */
export function messageFor(order: Told, cancellations: Cancellations): OrderSignal | null {
  const standing = standingIn(order.content_hash);
  if (FINAL_STATUSES.includes(order.status)) return null;
  const unsent = UNSENT_STATUSES.includes(order.status);
  if (standing !== 'open' && (unsent || standing === 'cancelled') && cancelsByItself(standing, cancellations)) {
    return { signal: ORDER_MESSAGE.cancelOrder, args: [cancelRequestOf(order)] };
  }
  if (!unsent) return null;
  const hold = order.holds.find(({ author }) => author === CART_AUTHOR);
  return hold
    ? { signal: ORDER_MESSAGE.hold, args: [{ author: { kind: 'cart' }, holdId: hold.id }] }
    : { signal: ORDER_MESSAGE.recheck, args: [] };
}
