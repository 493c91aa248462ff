import type { Slot } from '../settings/slot.ts';
import type { CancelAnswer } from './messages.ts';
import type { ProblemCause } from './problem-causes.ts';
import type { OrderStatus } from './status.ts';

/** What must be over before an order may be sent. Times are ISO strings. */
export interface ReleasePlan {
  /** Holds that are in force, each with its end, if it has one. */
  holds: { holdId: string; until?: string }[];
  /** End of the edit window. */
  editUntil?: string;
  /** When EasyPost may be sent to. */
  send: Slot;
}

/** When a backordered order is tried again by itself. */
export interface RetryPlan {
  /** `HH:MM` on a 24-hour clock. */
  time: string;
  /** IANA time zone. */
  zone: string;
  /** How long after that its turn comes: as long as the account needs for those that were held before it. */
  delayMs?: number;
}

export interface MissingUnits {
  barcode: string;
  units: number;
}

export type SendOutcome =
  | { kind: 'accepted'; easypostOrderId: string }
  | { kind: 'backordered'; missing: MissingUnits[]; retry: RetryPlan }
  /** `inDoubt`: an earlier call to EasyPost may have made the order; it is settled before anything else. */
  | { kind: 'problem'; cause: ProblemCause; subject: string; inDoubt: boolean }
  /** A cancellation came and nothing was sent. */
  | { kind: 'interrupted' };

/** Result of writing all parcels that the cart does not have yet. */
export type WriteOutcome =
  | {
      kind: 'written';
      status: Extract<OrderStatus, 'accepted' | 'partially_shipped' | 'shipped' | 'confirmed'>;
    }
  | { kind: 'problem'; cause: ProblemCause; subject: string };

/** What EasyPost says of an accepted order, when somebody asks for a recheck. */
export type AcceptedCheck = { kind: 'open' } | { kind: 'cancelled_by_easypost' };

/** Whether an order whose sending was interrupted is at EasyPost. */
export type SettleOutcome = { kind: 'never_sent' } | { kind: 'accepted'; easypostOrderId: string };

export type OrderResult = { kind: 'confirmed' } | { kind: 'cancelled' };

/** Answer of the workflow's `state` query. */
export interface OrderStateView {
  status: OrderStatus;
  details: string;
  nightsHeld: number;
  sendAttempts: number;
  lastCancelAnswer?: CancelAnswer;
}
