import { condition } from '@temporalio/workflow';
import type { HoldRequest } from '../../shared/orders/messages.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { formatWallTime } from '../../shared/time/format.ts';
import type { OrderResume } from '../inputs.ts';
import { records } from './activities.ts';
import { blockedBy, type Block } from './blocked-until.ts';
import type { OrderContext } from './context.ts';

const LONGEST_WAIT = 30 * 86_400_000;
const ZONE = 'America/Los_Angeles';

const BLOCK_TEXT: Record<Block['for'], string> = {
  hold: 'On hold',
  edit_window: 'Can still be changed in the cart',
  slot: 'Waiting for the next sending time',
};

function describe(block: Block): string {
  if (block.until === null) return `${BLOCK_TEXT[block.for]} until somebody releases it.`;
  return `${BLOCK_TEXT[block.for]}. Sent after ${formatWallTime(block.until, ZONE)}.`;
}

/**
 * Waits for holds and the edit window, and for the send slot the first time: what was tried before goes out as soon
 * as it can. Returns false when a cancellation came first.
 */
export async function waitUntilReleased(order: OrderContext, waitsFor: OrderResume['waitsFor']): Promise<boolean> {
  const triedBefore = waitsFor.kind !== 'release';
  const slotStart = Date.now();
  for (;;) {
    if (order.inbox.hasMail) await readMail(order);
    if (order.inbox.cancel) return false;
    const plan = triedBefore ? { ...order.plan, send: AT_ONCE } : order.plan;
    const block = blockedBy(plan, Date.now(), slotStart);
    if (!block) return true;
    order.show('waiting', describe(block));
    if (order.wantsFreshHistory) await order.continueInFreshHistory(waitsFor);
    const ms = block.until === null ? LONGEST_WAIT : Math.min(block.until - Date.now(), LONGEST_WAIT);
    await condition(() => order.inbox.hasMail, ms, { summary: BLOCK_TEXT[block.for] });
  }
}

/** Takes what has come in: holds, a release, changed settings. Cancellations are left to the caller. */
async function readMail(order: OrderContext): Promise<void> {
  const { inbox } = order;
  for (let hold = inbox.holds.shift(); hold; hold = inbox.holds.shift()) await takeHold(order, hold);
  if (inbox.recheck) {
    inbox.recheck = false;
    order.plan = await records.planRelease(order.ref);
  }
  if (inbox.release) {
    const request = inbox.release;
    inbox.release = null;
    // Stock says nothing about a hold; a person does.
    if (request.reason === 'stock') return;
    order.plan = { holds: [], send: AT_ONCE };
    await records.recordWaiting(order.ref, { for: 'release', request });
  }
}

async function takeHold(order: OrderContext, request: HoldRequest): Promise<void> {
  const { holdId, until } = request;
  const others = order.plan.holds.filter((hold) => hold.holdId !== holdId);
  order.plan = { ...order.plan, holds: [...others, { holdId, ...(until === undefined ? {} : { until }) }] };
  await records.recordWaiting(order.ref, { for: 'hold', request });
}
