/** The workflows that a worker registers; Temporal's bundle starts here. */
export { order } from './order.ts';
export { pullOrders } from './pull-orders.ts';
export { readTracking } from './read-tracking.ts';
export { readStock } from './read-stock.ts';
export { pushStock } from './push-stock.ts';
export { recheckOrders } from './recheck-orders.ts';
