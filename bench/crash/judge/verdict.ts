import { ACCEPTED_STATUSES } from '../../../shared/orders/status.ts';
import type { Evidence, OrderEvidence } from './evidence.ts';
import { duplicateOrders, lost, stuck, type Check } from './orders.ts';
import { cancelAnswersUntrue, duplicateParcels, wrongQuantities } from './parcels.ts';

/** What must not happen to any order: each must count 0. */
const CHECKS = {
  lost,
  duplicate_orders: duplicateOrders,
  duplicate_parcels: duplicateParcels,
  wrong_quantities: wrongQuantities,
  cancel_answers_untrue: cancelAnswersUntrue,
  stuck,
} satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[];

export interface Finding {
  check: CheckName;
  /** The order's number; null for an EasyPost order that is nobody's. */
  number: string | null;
  text: string;
}

export interface Verdict {
  orders: number;
  confirmed: number;
  /** Those that were cancelled before Cartway saw them, too. */
  cancelled: number;
  /** Neither, and the order says why. */
  waiting_with_reason: number;
  /** The reasons of those that wait. */
  waiting: { number: string; why: string }[];
  findings: Finding[];
}

function findingsOf(order: OrderEvidence): Finding[] {
  return CHECK_NAMES.flatMap((check) => CHECKS[check](order).map((text) => ({ check, number: order.number, text })));
}

type Ending = 'confirmed' | 'cancelled' | 'waiting_with_reason' | 'other';

function endingOf({ stored }: OrderEvidence): Ending {
  if (!stored) return 'other';
  const { status } = stored.details.order;
  if (status === 'confirmed') return 'confirmed';
  if (status === 'cancelled' || status === 'skipped') return 'cancelled';
  return stored.why.length > 0 ? 'waiting_with_reason' : 'other';
}

/** Compares everything, order by order. */
export function judge({ orders, strangers }: Evidence): Verdict {
  const endings = orders.map(endingOf);
  const count = (ending: Ending) => endings.filter((each) => each === ending).length;
  return {
    orders: orders.length,
    confirmed: count('confirmed'),
    cancelled: count('cancelled'),
    waiting_with_reason: count('waiting_with_reason'),
    waiting: orders
      .filter((order) => endingOf(order) === 'waiting_with_reason')
      .map(({ number, stored }) => ({ number, why: `${stored?.details.order.status}: ${stored?.why.join('; ')}` })),
    findings: [
      ...orders.flatMap(findingsOf),
      ...strangers.map(({ id, description }) => ({
        check: 'duplicate_orders' as const,
        number: null,
        text: `EasyPost has ${id} (${description ?? 'no description'}), which no order of Cartway stands for`,
      })),
    ],
  };
}

/** Whether an order has more to do by itself: it is on its way, or what it waits for is there. */
export function isSettled({ stored }: OrderEvidence, neverThere: ReadonlySet<string>): boolean {
  if (!stored) return false;
  const { order, lines } = stored.details;
  if (order.status === 'sending' || ACCEPTED_STATUSES.includes(order.status)) return false;
  return order.status !== 'backordered' || lines.some(({ sku }) => sku !== null && neverThere.has(sku));
}
