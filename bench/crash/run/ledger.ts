import type { CancelResult } from '../../../operations/cancel-order.ts';
import type { PlannedOrder } from '../plan/orders.ts';
import type { Plan } from '../plan/plan.ts';
import type { Stack } from '../stack/stack.ts';

/** What an operator was told: an answer, or that the order was deliberately not taken. */
export type OperatorAnswer = CancelResult | { kind: 'not_taken' };

/** One order that was placed, and what people were told of it. */
export interface LedgerEntry {
  planned: PlannedOrder;
  /** The cart's own id. */
  sourceId: string;
  answers: OperatorAnswer[];
  /** Why the operator's last try got no answer, while there is none. */
  unanswered: string | null;
  /** Whether the shop cancelled it. */
  cancelledInCart: boolean;
  /** When its first parcel leaves, once EasyPost has it; milliseconds since the epoch. */
  shipAt: number | null;
}

/** One run, under way. */
export interface Run {
  plan: Plan;
  stack: Stack;
  /** When the chaos began, in milliseconds since the epoch. */
  startedAt: number;
  /** Placed orders by number. */
  ledger: Map<string, LedgerEntry>;
  /** Ends what goes on until the run is over. */
  signal: AbortSignal;
  progress: (line: string) => void;
}
