import type { OrderRef } from "../shared/orders/messages.ts";
import type { ReleasePlan } from "../shared/orders/outcomes.ts";

/** What an order's workflow starts with. */
export interface OrderInput {
  ref: OrderRef;
  plan: ReleasePlan;
  /** Set by continue-as-new only. */
  resume?: OrderResume;
}

/** What a continued workflow takes along. */
export interface OrderResume {
  phase: "unsent" | "accepted";
  nightsHeld: number;
  sendAttempts: number;
  /** The unsent order waits for stock or for a fix rather than for its first sending. */
  waitsFor?: "stock" | "fix";
}
