import type { KnownOrder, OrderMark } from '../../../database/queries/import-orders.ts';
import type { EventKind } from '../../../database/queries/order-events.ts';
import type { ProblemCause } from '../../../shared/orders/problem-causes.ts';
import type { CartSettings } from '../../../shared/settings/cart.ts';
import { standingIn } from './content-hash.ts';
import type { Judgement, Stopped } from './judge-order.ts';
import type { PageChanges } from './page-changes.ts';

const STOP_TEXT: Record<Stopped, string> = {
  unpaid: 'not paid any more, says the cart',
  on_hold: 'on hold in the cart',
  cancelled: 'cancelled in the cart',
  closed: 'archived or closed in the cart',
  shipped: 'shipped in the cart by somebody else',
  nothing: 'emptied in the cart: nothing is left to ship',
  gone: 'deleted in the cart',
};

export type Cancellations = CartSettings['cancellations'];

/** Whether the cart's state cancels the order without asking; a missing order may also be a wrong connection. */
export function cancelsByItself(standing: Stopped, cancellations: Cancellations): boolean {
  if (standing === 'gone' || standing === 'unpaid' || standing === 'on_hold') return false;
  return cancellations === 'automatic';
}

type Known = Pick<KnownOrder, 'id' | 'content_hash' | 'pull_todo'>;

/** An order that is not sent yet, and that the cart does not want shipped now. */
export function gatherStop(changes: PageChanges, known: Known, standing: Stopped, cancellations: Cancellations): void {
  const text = STOP_TEXT[standing];
  if (standing === 'unpaid' || standing === 'on_hold') {
    changes.stops.push({ orderId: known.id, reason: text });
    addEvent(changes, known, 'changed', `The order is ${text}`);
    return;
  }
  addEvent(changes, known, 'cancel_requested', `The order is ${text}`);
  if (cancelsByItself(standing, cancellations)) return;
  changes.stops.push({ orderId: known.id, reason: text });
  addNotice(changes, known, 'cancel_requested_in_cart', text);
}

/** What is known of an order changes, and its stored content does not: EasyPost may have it. */
export function gatherLate(
  changes: PageChanges,
  known: Known,
  hash: string,
  judgement: Judgement,
  cancellations: Cancellations,
): void {
  const mark: OrderMark = { id: known.id, contentHash: hash, pullTodo: known.pull_todo === 'tell' ? 'tell' : null };
  switch (judgement.kind) {
    case 'later':
      changes.marks.push({ ...mark, contentHash: known.content_hash, pullTodo: 'read_again' });
      return;
    case 'cancelled_late':
      mark.pullTodo = cancellations === 'automatic' ? 'tell' : null;
      addEvent(changes, known, 'cancel_requested', `The order is ${STOP_TEXT.cancelled}, after EasyPost accepted it`);
      if (cancellations === 'ask') addNotice(changes, known, 'cancel_requested_in_cart', STOP_TEXT.cancelled);
      break;
    case 'cancelled_too_late':
      mark.pullTodo = 'tell';
      addEvent(changes, known, 'cancel_requested', `The order is ${STOP_TEXT.cancelled}, after every unit had shipped`);
      break;
    case 'gone_late':
      addEvent(changes, known, 'notice', `The order is ${STOP_TEXT.gone}, after EasyPost accepted it`);
      addNotice(changes, known, 'cancel_requested_in_cart', STOP_TEXT.gone);
      break;
    case 'changed_late':
      addEvent(changes, known, 'notice', 'Changed in the cart after EasyPost accepted it: address or lines differ');
      addNotice(changes, known, 'changed_after_sending', 'address or lines');
      break;
    case 'shipped_elsewhere':
      addEvent(changes, known, 'notice', `The order is ${STOP_TEXT.shipped}, after EasyPost accepted it`);
      addNotice(changes, known, 'changed_after_sending', STOP_TEXT.shipped);
      break;
    default:
      if (standingIn(known.content_hash) === 'gone') changes.goes.push(known.id);
  }
  changes.marks.push(mark);
}

function addEvent(changes: PageChanges, known: Known, kind: EventKind, text: string): void {
  changes.events.push({ orderId: known.id, kind, text, author: 'cart' });
}

function addNotice(changes: PageChanges, known: Known, cause: ProblemCause, subject: string): void {
  changes.notices.push({ orderId: known.id, cause, subject });
}
