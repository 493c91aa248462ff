import type { OrderRef } from '../shared/orders/messages.ts';
import type { MissingUnits, ReleasePlan, RetryPlan } from '../shared/orders/outcomes.ts';
import type { ProblemCause } from '../shared/orders/problem-causes.ts';

/** What an order's workflow starts with. */
export interface OrderInput {
  ref: OrderRef;
  plan: ReleasePlan;
  /** Set by continue-as-new only. */
  resume?: OrderResume;
}

/** EasyPost lacked stock: what was missing, and when to try again. */
export interface Backorder {
  missing: MissingUnits[];
  retry: RetryPlan;
}

/** A person must fix something. */
export interface Blocked {
  cause: ProblemCause;
  subject: string;
  inDoubt: boolean;
}

/** What a continued workflow takes along. */
export interface OrderResume {
  nightsHeld: number;
  sendAttempts: number;
  waitsFor:
    | { kind: 'release' }
    | { kind: 'stock'; backorder: Backorder }
    | { kind: 'fix'; blocked: Blocked }
    | { kind: 'parcels'; anyShipped: boolean };
}
