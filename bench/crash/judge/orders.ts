import { FINAL_STATUSES, type OrderStatus } from '../../../shared/orders/status.ts';
import { live, type OrderEvidence } from './evidence.ts';

/** What is wrong with one order in one respect, a line each; empty where nothing is. */
export type Check = (order: OrderEvidence) => string[];

const AT_EASYPOST: readonly OrderStatus[] = ['accepted', 'partially_shipped', 'shipped', 'confirmed'];
/** Search attributes are not kept for statuses that pass in moments. */
const NOT_SHOWN: readonly OrderStatus[] = ['sending', 'shipped'];

/** A paid order that Cartway does not know, works on no more, or believes to be where it is not. */
export const lost: Check = (order) => {
  const { stored, workflow, cancelledInCart } = order;
  if (!stored) return ['it is in the cart, and Cartway has no row of it'];
  const { status, skip_rule: rule, easypost_order_id: id } = stored.details.order;
  if (status === 'skipped') {
    return cancelledInCart && rule === 'cancelled_before_pull' ? [] : [`it is paid, and was skipped (${rule})`];
  }
  if (!workflow) return [`it is ${status}, and Temporal has no workflow of it`];
  if (AT_EASYPOST.includes(status) && !live(order).some((each) => each.id === id)) {
    return [`it is ${status}, and EasyPost does not have ${id ?? 'it'}`];
  }
  return [];
};

/** More at EasyPost than the one order that Cartway counts on. */
export const duplicateOrders: Check = (order) => {
  const details = order.stored?.details.order;
  const expected = details && details.status !== 'cancelled' ? details.easypost_order_id : null;
  return live(order)
    .filter(({ id }) => id !== expected)
    .map(({ id, status }) => `EasyPost has ${id} (${status}) as well, beside ${expected ?? 'no order at all'}`);
};

/** A workflow and a row that contradict each other, or an order that waits and does not say for what. */
export const stuck: Check = ({ stored, workflow }) => {
  if (!stored || !workflow) return [];
  const { status, next_step_at: next } = stored.details.order;
  const isFinal = FINAL_STATUSES.includes(status);
  const wanted = isFinal ? 'COMPLETED' : 'RUNNING';
  const findings: string[] = [];
  if (workflow.state !== wanted) findings.push(`it is ${status}, and its workflow is ${workflow.state}`);
  if (!NOT_SHOWN.includes(status) && workflow.shownStatus !== status) {
    findings.push(`it is ${status}, and Temporal shows it as ${workflow.shownStatus}`);
  }
  if (!isFinal && stored.why.length === 0) findings.push(`it is ${status}, and nothing says what it waits for`);
  if (status === 'backordered' && next === null) findings.push('it is backordered, and nothing says when it is tried');
  return findings;
};
