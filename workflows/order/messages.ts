import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  ORDER_MESSAGE,
  type CancelAnswer,
  type CancelRequest,
  type HoldRequest,
  type ParcelsNotice,
  type ReleaseRequest,
} from '../../shared/orders/messages.ts';
import type { OrderStateView } from '../../shared/orders/outcomes.ts';

/** For callers who wait for the answer. */
export const cancelOrderUpdate = defineUpdate<CancelAnswer, [CancelRequest]>(ORDER_MESSAGE.cancelOrder);
/** For carts, the Temporal UI and bulk work: the answer stands in the order's timeline. */
export const cancelOrderSignal = defineSignal<[CancelRequest?]>(ORDER_MESSAGE.cancelOrder);
export const holdSignal = defineSignal<[HoldRequest]>(ORDER_MESSAGE.hold);
export const releaseSignal = defineSignal<[ReleaseRequest?]>(ORDER_MESSAGE.release);
export const recheckSignal = defineSignal(ORDER_MESSAGE.recheck);
export const parcelsSignal = defineSignal<[ParcelsNotice]>(ORDER_MESSAGE.parcels);
export const stateQuery = defineQuery<OrderStateView>(ORDER_MESSAGE.state);
