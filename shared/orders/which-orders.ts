import type { ProblemCause } from './problem-causes.ts';
import type { OrderStatus } from './status.ts';

interface Of {
  merchantId: string;
  /** Default: all carts of the merchant. */
  cartId?: string;
}

/** Orders that have such a problem open. */
export interface BlockedBy extends Of {
  causes: readonly ProblemCause[];
  /** Default: both. */
  mode?: 'test' | 'production';
  /** Without spaces around them; default: whatever the problem is about. */
  subjects?: readonly string[];
}

/** Orders in one of these statuses that have a workflow. */
export interface InStatus extends Of {
  statuses: readonly OrderStatus[];
}

/** Orders of one mode that stopped at a SKU whose product is known by now. */
export interface NowKnown {
  merchantId: string;
  mode: 'test' | 'production';
  nowKnown: true;
}

/** Which orders a change concerns: found anew when they are told, so that it holds for those of then. */
export type WhichOrders = BlockedBy | InStatus | NowKnown;
