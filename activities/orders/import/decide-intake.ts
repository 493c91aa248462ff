import type { Mode } from '../../../database/tables.ts';
import type { SkipRule } from '../../../shared/orders/status.ts';
import type { CartOrder } from '../../carts/contract.ts';

/** How an order stands in its cart: `open` is to be shipped; `shipped` and `nothing` have nothing left to ship. */
export type Standing = 'open' | 'unpaid' | 'on_hold' | 'cancelled' | 'closed' | 'shipped' | 'nothing';

export type Intake = { kind: 'take' } | { kind: 'skip'; rule: SkipRule };

export interface IntakeRules {
  takeOrdersFrom: Date;
  /** The EasyPost mode that the order would go out in. */
  mode: Mode;
}

const RULE_OF: Record<Exclude<Standing, 'open'>, SkipRule> = {
  unpaid: 'unpaid',
  on_hold: 'on_hold_in_cart',
  cancelled: 'cancelled_before_pull',
  closed: 'closed_before_pull',
  shipped: 'already_shipped',
  nothing: 'nothing_to_ship',
};

/** A quantity of zero means that nothing is wanted any more; a negative one is wrong and told later. */
export function standingOf(order: CartOrder): Standing {
  if (order.state !== 'paid') return order.state;
  const toShip = order.lines.filter((line) => line.requiresShipping && line.quantity !== 0);
  if (toShip.length === 0) return 'nothing';
  const allShipped = toShip.every((line) => line.quantity > 0 && line.shipped >= line.quantity);
  return allShipped ? 'shipped' : 'open';
}

/** Whether an order that is not taken yet is taken, or the rule by which it is not. The rule that lasts longest counts. */
export function decideIntake(order: CartOrder, { takeOrdersFrom, mode }: IntakeRules): Intake {
  if (order.placedAt < takeOrdersFrom) return { kind: 'skip', rule: 'older_than_start' };
  if (order.test && mode === 'production') return { kind: 'skip', rule: 'test_order' };
  const standing = standingOf(order);
  return standing === 'open' ? { kind: 'take' } : { kind: 'skip', rule: RULE_OF[standing] };
}
