/** The one word that says where an order stands, in PostgreSQL and as search attribute. */
export const ORDER_STATUSES = [
  'skipped',
  'waiting',
  'sending',
  'backordered',
  'problem',
  'accepted',
  'partially_shipped',
  'shipped',
  'confirmed',
  'cancelled',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Statuses that no order leaves (a skipped order may, when the cart changes it). */
export const FINAL_STATUSES: readonly OrderStatus[] = ['confirmed', 'cancelled'];

/** Statuses before EasyPost has the order: nothing has left the hub for good. */
export const UNSENT_STATUSES: readonly OrderStatus[] = ['waiting', 'sending', 'backordered', 'problem'];

/** Statuses whose units EasyPost has promised or sent. */
export const ACCEPTED_STATUSES: readonly OrderStatus[] = ['accepted', 'partially_shipped', 'shipped'];

/** Why an order was deliberately not taken. */
export const SKIP_RULES = [
  'unpaid',
  'on_hold_in_cart',
  'test_order',
  'cancelled_before_pull',
  'closed_before_pull',
  'already_shipped',
  'nothing_to_ship',
  'older_than_start',
] as const;

export type SkipRule = (typeof SKIP_RULES)[number];

export const SKIP_RULE_TEXT: Record<SkipRule, string> = {
  unpaid: 'the cart says it is not paid yet; it is taken as soon as it is',
  on_hold_in_cart: 'the cart holds it; it is taken as soon as the cart releases it',
  test_order: 'the cart marks it as a test order and this merchant sends to production',
  cancelled_before_pull: 'it was cancelled in the cart before Cartway saw it',
  closed_before_pull: 'it was archived or closed in the cart before Cartway saw it',
  already_shipped: 'the cart says that all of it was already shipped',
  nothing_to_ship: 'none of its lines needs shipping',
  older_than_start: "it was placed before the cart's start date (setting takeOrdersFrom)",
};
