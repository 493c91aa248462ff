import { createHash } from 'node:crypto';
import { lockImportOf, lockKnownOrders } from '../../../database/queries/import-orders.ts';
import { forgetUnreadable, rememberUnreadable } from '../../../database/queries/unreadable.ts';
import { cleanText } from '../../../shared/clean-text.ts';
import type { CartOrder, OrderRead, UnreadableOrder } from '../../carts/contract.ts';
import { cleanOrder, isStorableId } from './clean-order.ts';
import { contentHash } from './content-hash.ts';
import { gatherChanges, gatherGone } from './gather-changes.ts';
import type { ImportRun } from './import-run.ts';
import type { Judgement } from './judge-order.ts';
import { noChanges, saveChanges } from './page-changes.ts';

export interface PageCounts {
  created: number;
  changed: number;
  skipped: number;
  unreadable: number;
}

interface CleanPage {
  orders: Map<string, CartOrder>;
  unreadable: UnreadableOrder[];
}

/** Each order once, the last one counts; what cannot be stored joins the unreadable ones. */
function cleanPage(page: OrderRead): CleanPage {
  const orders = new Map<string, CartOrder>();
  const unreadable = new Map(page.unreadable.map((order) => [order.sourceId, order]));
  for (const raw of page.orders) {
    const cleaned = cleanOrder(raw);
    if (cleaned.kind === 'clean') orders.set(raw.sourceId, cleaned.order);
    else unreadable.set(raw.sourceId, { sourceId: raw.sourceId, reason: cleaned.reason });
  }
  const told = [...unreadable.values()].map(({ sourceId, reason }) => ({
    sourceId: isStorableId(sourceId) ? sourceId : madeUpId(sourceId),
    reason: cleanText(reason),
  }));
  return { orders, unreadable: told.filter(({ sourceId }) => !orders.has(sourceId)) };
}

function madeUpId(sourceId: string): string {
  return `no-id-${createHash('sha256').update(sourceId).digest('hex').slice(0, 12)}`;
}

function count(counts: PageCounts, judgement: Judgement): void {
  if (judgement.kind === 'unchanged') return;
  if (judgement.kind !== 'new') counts.changed += 1;
  else if (judgement.intake.kind === 'take') counts.created += 1;
  else counts.skipped += 1;
}

/** Stores what one page says, in one transaction. Storing it again, or twice at once, changes nothing more. */
export async function storePage(run: ImportRun, page: OrderRead): Promise<PageCounts> {
  const { orders, unreadable } = cleanPage(page);
  const counts: PageCounts = { created: 0, changed: 0, skipped: 0, unreadable: unreadable.length };
  const cart = { merchantId: run.row.merchant_id, cartId: run.row.id };
  const gone = page.gone.filter(isStorableId);
  const now = new Date();
  await run.deps.db.transaction().execute(async (trx) => {
    await lockImportOf(trx, cart.cartId);
    const known = await lockKnownOrders(trx, cart.cartId, [...orders.keys(), ...gone]);
    const changes = noChanges();
    for (const order of orders.values()) {
      const compared = { order, hash: contentHash(order), known: known.get(order.sourceId) };
      count(counts, gatherChanges(run, changes, compared, now));
    }
    for (const sourceId of gone) {
      const lost = known.get(sourceId);
      if (lost) count(counts, gatherGone(run, changes, lost));
    }
    await saveChanges(trx, cart, changes);
    await forgetUnreadable(trx, cart, [...orders.keys(), ...gone]);
    await rememberUnreadable(trx, cart, unreadable);
  });
  return counts;
}
