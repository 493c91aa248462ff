import type { OrderDetails } from '../../../database/queries/order-views.ts';
import type { Order as CartOrder, Shipment } from '../../../simulators/cart/schemas.ts';
import type { SimulatedOrder } from '../../../simulators/easypost/control.ts';
import type { OperatorAnswer } from '../run/ledger.ts';

/** What Temporal holds of an order; null where it has no workflow. */
export interface WorkflowEvidence {
  /** `RUNNING`, `COMPLETED` or how else it ended. */
  state: string;
  /** Search attribute `CartwayStatus`. */
  shownStatus: string | null;
}

/** What Cartway's database holds of an order. */
export interface StoredOrder {
  details: OrderDetails;
  /** Why it waits, in the words that an operator reads. */
  why: string[];
}

/** All that the cart, the database, Temporal, EasyPost and the operator know of one placed order. */
export interface OrderEvidence {
  number: string;
  inCart: CartOrder;
  /** The cart's shipments that are not taken back. */
  shipments: Shipment[];
  stored: StoredOrder | null;
  workflow: WorkflowEvidence | null;
  /** EasyPost's orders with its reference, cancelled ones too. */
  atEasypost: SimulatedOrder[];
  answers: OperatorAnswer[];
  /** Why the operator got no answer; null where everybody got one. */
  unanswered: string | null;
  cancelledInCart: boolean;
}

/** Everything that is left when a run is over. */
export interface Evidence {
  orders: OrderEvidence[];
  /** EasyPost orders that carry no reference of a stored order. */
  strangers: SimulatedOrder[];
}

/** EasyPost's orders that the warehouse ships or has shipped. */
export function live({ atEasypost }: OrderEvidence): SimulatedOrder[] {
  return atEasypost.filter(({ status }) => status !== 'cancelled');
}

export function hasShipped({ picks }: SimulatedOrder): boolean {
  return picks.some(({ tracker }) => tracker !== null);
}

/** Units by key, summed. */
export function sumUnits(entries: Iterable<readonly [string, number]>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, units] of entries) sums.set(key, (sums.get(key) ?? 0) + units);
  return sums;
}

export function sameUnits(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([key, units]) => other.get(key) === units);
}

/** `2 × MUG, 1 × CAP`, in an order of its own. */
export function unitsText(units: ReadonlyMap<string, number>): string {
  const parts = [...units].map(([key, count]) => `${count} × ${key}`);
  return parts.toSorted().join(', ') || 'nothing';
}
