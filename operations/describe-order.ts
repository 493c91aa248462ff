import type { OrderDetails } from '../database/queries/order-views.ts';
import { PROBLEM_TEXT } from '../shared/orders/problem-causes.ts';
import { SKIP_RULE_TEXT, type OrderStatus } from '../shared/orders/status.ts';

/** What happens next, and when, as far as known. */
export interface NextStep {
  text: string;
  at: Date | null;
}

export interface OrderSummaryText {
  /** The status in plain words. */
  status: string;
  /** Why it waits, one reason a line; empty where it does not. */
  why: string[];
  next: NextStep;
}

type Details = Pick<OrderDetails, 'order' | 'lines' | 'parcels' | 'holds' | 'problems' | 'events'>;

const STATUS_TEXT: Record<OrderStatus, string> = {
  skipped: 'Not taken',
  waiting: 'Waiting to be sent',
  sending: 'Being sent to EasyPost',
  backordered: 'Backordered: EasyPost has not enough stock',
  problem: 'Needs a person',
  accepted: 'EasyPost has it and has not shipped it yet',
  partially_shipped: 'Shipped in part',
  shipped: 'Shipped, and being told to the cart',
  confirmed: 'Done: shipped, and the cart knows every parcel',
  cancelled: 'Cancelled',
};

/** Where an order stands, why, and what happens next, in plain words. `now` decides what is still to come. */
export function describeOrderState(details: Details, now: Date): OrderSummaryText {
  return { status: statusText(details), why: whyItWaits(details, now), next: nextStep(details, now) };
}

function statusText({ order, lines }: Details): string {
  const text = STATUS_TEXT[order.status];
  if (order.status === 'skipped' && order.skip_rule) return `${text}: ${SKIP_RULE_TEXT[order.skip_rule]}`;
  if (order.status !== 'partially_shipped') return text;
  const wanted = lines.filter((line) => line.requires_shipping).reduce((sum, line) => sum + line.quantity, 0);
  const shipped = lines.reduce((sum, line) => sum + line.shipped, 0);
  return `${text}: ${shipped} of ${wanted} units`;
}

function isToCome(at: Date | null, now: Date): at is Date {
  return at !== null && at.getTime() > now.getTime();
}

function whyItWaits({ order, holds, problems, events }: Details, now: Date): string[] {
  const reasons = problems.map(({ cause, subject }) => `${PROBLEM_TEXT[cause].what}: ${subject}`);
  switch (order.status) {
    case 'waiting':
      if (holds.length > 0) return holds.map(({ reason, author }) => `On hold by ${byWhom(author)}: ${reason}`);
      if (isToCome(order.edit_until, now)) return ['It can still be changed in the cart'];
      return [...reasons, 'Its next time to be sent has not come'];
    case 'backordered': {
      const last = events.findLast(({ kind }) => kind === 'backordered');
      return last ? [last.text, ...reasons] : reasons;
    }
    default:
      return reasons;
  }
}

/** `user:anna` as `anna`. */
export function byWhom(author: string): string {
  return author.replace(/^user:/, '');
}

function nextStep(details: Details, now: Date): NextStep {
  const { order, problems, parcels } = details;
  const at = order.next_step_at;
  switch (order.status) {
    case 'waiting':
      return nextOfWaiting(details, now);
    case 'sending':
      return { text: 'EasyPost answers; an answer that gets lost is looked up before anything is sent again', at };
    case 'backordered':
      return { text: 'It is sent again by itself, or sooner when a stock reading shows enough', at };
    case 'problem': {
      const [problem] = problems;
      return { text: problem ? PROBLEM_TEXT[problem.cause].fix : 'cartway order recheck <order>', at };
    }
    case 'accepted':
    case 'partially_shipped':
    case 'shipped': {
      const unwritten = parcels.filter((parcel) => parcel.written_at === null).length;
      if (problems[0]) return { text: PROBLEM_TEXT[problems[0].cause].fix, at };
      if (unwritten > 0)
        return { text: `${unwritten === 1 ? 'A parcel is' : `${unwritten} parcels are`} written to the cart`, at };
      return { text: 'The warehouse ships; tracking is read by itself', at };
    }
    case 'skipped':
      return {
        text: order.skip_rule === 'unpaid' ? 'It is taken as soon as the cart says it is paid' : 'Nothing',
        at: null,
      };
    case 'confirmed':
    case 'cancelled':
      return { text: 'Nothing: this is final', at: null };
  }
}

function nextOfWaiting({ order, holds }: Details, now: Date): NextStep {
  if (holds.some(({ until }) => until === null))
    return { text: 'Nothing until: cartway order release <order>', at: null };
  const ends = holds.map(({ until }) => until?.getTime() ?? 0);
  if (ends.length > 0) return { text: 'The hold ends and the order is sent', at: new Date(Math.max(...ends)) };
  if (isToCome(order.edit_until, now))
    return { text: 'The edit window ends and the order is sent', at: order.edit_until };
  return { text: 'It is sent to EasyPost', at: order.next_step_at };
}
