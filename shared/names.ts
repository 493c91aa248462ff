/** Every name that Temporal knows, as a function or constant: nothing else spells them. */

/** The queue on which all workflows run. */
export const WORKFLOW_QUEUE = 'cartway-workflows';

/** The queue of activities that talk to carts and to the database. */
export const HUB_QUEUE = 'cartway-hub';

/** The queue of one merchant's EasyPost account, rate-limited by itself. */
export function easypostQueue(merchantId: string): string {
  return `easypost:${merchantId}`;
}

export interface OrderKey {
  merchantId: string;
  cartId: string;
  /** The cart's own order id. */
  sourceId: string;
}

/** One order, one workflow: `order:<merchant>:<cart>:<source order id>`. */
export function orderWorkflowId({ merchantId, cartId, sourceId }: OrderKey): string {
  return `order:${merchantId}:${cartId}:${sourceId}`;
}

/** Tells the orders that one change of a merchant's settings concerns: `recheck:<merchant>:<change>`. */
export function recheckWorkflowId(merchantId: string, change: string): string {
  return `recheck:${merchantId}:${change}`;
}

export const WORKFLOW = {
  order: 'order',
  pullOrders: 'pullOrders',
  readTracking: 'readTracking',
  readStock: 'readStock',
  pushStock: 'pushStock',
  recheckOrders: 'recheckOrders',
} as const;

/** Schedule of step 1: pull new and changed orders of a cart. */
export function pullSchedule(cartId: string): string {
  return `pull:${cartId}`;
}

/** Schedule of step 3: read tracking of a merchant's EasyPost account. */
export function trackingSchedule(merchantId: string): string {
  return `tracking:${merchantId}`;
}

/** Schedule of step 3: read stock of a merchant's EasyPost account. */
export function inventorySchedule(merchantId: string): string {
  return `inventory:${merchantId}`;
}

/** Schedule of step 4: write stock to a cart, when it is not done at once. */
export function stockPushSchedule(cartId: string): string {
  return `stock-push:${cartId}`;
}

/** Prefixes of the Schedules that Cartway owns; a reconcile touches no other. */
export const OWN_SCHEDULE_PREFIXES = ['pull:', 'tracking:', 'inventory:', 'stock-push:'] as const;
