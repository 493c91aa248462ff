import { randomUUID } from 'node:crypto';
import type { KnownOrder } from '../../../database/queries/import-orders.ts';
import type { NewLine } from '../../../database/queries/order-lines.ts';
import { orderReference } from '../../../shared/orders/reference.ts';
import { SKIP_RULE_TEXT } from '../../../shared/orders/status.ts';
import type { CartOrder } from '../../carts/contract.ts';
import { goneHash, standingIn } from './content-hash.ts';
import type { Intake } from './decide-intake.ts';
import type { ImportRun } from './import-run.ts';
import { gatherLate, gatherStop } from './gather-stops.ts';
import { judgeGone, judgeOrder, type Judgement, type Stopped } from './judge-order.ts';
import type { PageChanges } from './page-changes.ts';
import { buildReleasePlan, firstSending } from './release-plan.ts';

/** One order of a page: as read, with its hash, and as stored. */
export interface Compared {
  order: CartOrder;
  hash: string;
  known: KnownOrder | undefined;
}

/** Judges one order and adds what follows from it to `changes`. `now` is the time of the run. */
export function gatherChanges(run: ImportRun, changes: PageChanges, compared: Compared, now: Date): Judgement {
  const { order, hash, known } = compared;
  const judgement = judgeOrder(order, hash, known, run.rules);
  switch (judgement.kind) {
    case 'unchanged':
      break;
    case 'new':
      addIntake(run, changes, compared, judgement.intake, now);
      break;
    case 'taken':
      addIntake(run, changes, compared, { kind: 'take' }, now);
      break;
    case 'still_skipped':
      addIntake(run, changes, compared, { kind: 'skip', rule: judgement.rule }, now, judgement.otherRule);
      break;
    case 'changed':
      if (known) addChange(changes, compared, known, now);
      break;
    case 'stopped':
      if (known) addStop(run, changes, compared, known, judgement.standing, now);
      break;
    default:
      if (known) gatherLate(changes, known, hash, judgement, run.row.settings.cancellations);
  }
  return judgement;
}

/** Adds what follows from a known order that the cart does not know any more. */
export function gatherGone(run: ImportRun, changes: PageChanges, known: KnownOrder): Judgement {
  const judgement = judgeGone(known);
  const hash = goneHash(known.content_hash);
  const { cancellations } = run.row.settings;
  if (judgement.kind === 'stopped') {
    changes.marks.push({ id: known.id, contentHash: hash, pullTodo: 'tell' });
    gatherStop(changes, known, 'gone', cancellations);
  } else if (judgement.kind !== 'unchanged') {
    gatherLate(changes, known, hash, judgement, cancellations);
  }
  return judgement;
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function addIntake(
  run: ImportRun,
  changes: PageChanges,
  { order, hash, known }: Compared,
  intake: Intake,
  now: Date,
  tell = true,
): void {
  const id = known?.id ?? randomUUID();
  const seenAt = intake.kind === 'take' && known ? now : (known?.created_at ?? now);
  const plan = buildReleasePlan(run.row.settings, run.merchant, [], { placedAt: order.placedAt, seenAt });
  const sending = firstSending(plan, now);
  const taken = {
    status: sending > now ? ('waiting' as const) : ('sending' as const),
    skip_rule: null,
    edit_until: plan.editUntil === undefined ? null : new Date(plan.editUntil),
    next_step_at: sending,
  };
  changes.rows.push({
    id,
    merchant_id: run.row.merchant_id,
    cart_id: run.row.id,
    reference: orderReference(id),
    mode: run.rules.mode,
    created_at: now,
    ...content(order, hash, now),
    ...(intake.kind === 'take'
      ? taken
      : { status: 'skipped' as const, skip_rule: intake.rule, edit_until: null, next_step_at: null }),
    pull_todo: null,
  });
  changes.lines.push(...linesOf(order, id));
  const event =
    intake.kind === 'take'
      ? { kind: 'imported' as const, text: `Imported with ${countOf(order.lines.length, 'line')}` }
      : { kind: 'skipped' as const, text: `Not taken: ${SKIP_RULE_TEXT[intake.rule]}` };
  if (tell) changes.events.push({ orderId: id, author: 'cart', ...event });
}

/** The order is not sent yet, so the new content is what goes out. */
function addChange(changes: PageChanges, compared: Compared, known: KnownOrder, now: Date): void {
  addContent(changes, compared, known, now);
  changes.goes.push(known.id);
  const wasStopped = standingIn(known.content_hash) !== 'open';
  const text = wasStopped ? 'The cart wants it shipped again' : 'Changed in the cart before it was sent';
  changes.events.push({ orderId: known.id, kind: 'changed', text, author: 'cart' });
}

function addStop(
  run: ImportRun,
  changes: PageChanges,
  compared: Compared,
  known: KnownOrder,
  standing: Stopped,
  now: Date,
): void {
  // What would be sent if a person lets it go stays as it was: a cancelled order's lines may be empty.
  if (standing === 'unpaid' || standing === 'on_hold') addContent(changes, compared, known, now);
  else changes.marks.push({ id: known.id, contentHash: compared.hash, pullTodo: 'tell' });
  gatherStop(changes, known, standing, run.row.settings.cancellations);
}

function addContent(changes: PageChanges, { order, hash }: Compared, known: KnownOrder, now: Date): void {
  const { being_sent, ...row } = known;
  void being_sent;
  changes.rows.push({ ...row, ...content(order, hash, now), pull_todo: 'tell' });
  changes.lines.push(...linesOf(order, known.id));
}

function content(order: CartOrder, hash: string, now: Date) {
  return {
    source_id: order.sourceId,
    number: order.number,
    content_hash: hash,
    placed_at: order.placedAt,
    currency: order.currency,
    shipping_method: order.shippingMethod,
    ship_to: JSON.stringify(order.shipTo),
    updated_at: now,
  };
}

/** Lines with the units still to ship: what the cart counts as shipped before Cartway sent anything is not sent again. */
function linesOf(order: CartOrder, orderId: string): NewLine[] {
  return order.lines.map((line, position) => ({
    orderId,
    sourceLineId: line.sourceLineId,
    position,
    sku: line.sku,
    name: line.name,
    quantity: line.quantity > 0 ? Math.max(0, line.quantity - Math.max(0, line.shipped)) : line.quantity,
    requiresShipping: line.requiresShipping,
  }));
}
