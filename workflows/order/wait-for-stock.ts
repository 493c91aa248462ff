import { condition } from '@temporalio/workflow';
import { formatWallTime } from '../../shared/time/format.ts';
import { nextTimeOfDay } from '../../shared/time/next-time-of-day.ts';
import type { Backorder } from '../inputs.ts';
import type { OrderContext } from './context.ts';

/** Held orders of many merchants share an hour: they do not all wake in the same second. */
const SPREAD_MS = 2_000;
/** Where an order was held before the sending told its turn. */
const FORMER_SPREAD_MS = 5 * 60_000;
const SHOWN_ITEMS = 3;

function describe({ missing, retry }: Backorder, retryAt: number): string {
  const shown = missing.slice(0, SHOWN_ITEMS).map(({ units, barcode }) => `${units} × ${barcode}`);
  const more = missing.length > SHOWN_ITEMS ? ` and ${missing.length - SHOWN_ITEMS} more` : '';
  return `Waiting for ${shown.join(', ') || 'stock'}${more}. Next try ${formatWallTime(retryAt, retry.zone)}, or when stock arrives.`;
}

/** Woken at the pace at which EasyPost takes them, held orders do not slow those of other merchants. */
function turnOf({ retry: { delayMs } }: Backorder): number {
  if (delayMs === undefined) return Math.floor(Math.random() * FORMER_SPREAD_MS);
  return delayMs + Math.floor(Math.random() * SPREAD_MS);
}

/** Waits for stock, the nightly retry, or a message. */
export async function waitForStock(order: OrderContext, backorder: Backorder): Promise<void> {
  const { inbox } = order;
  // A release that came while EasyPost was refusing may rest on newer stock: it counts.
  const tonight = nextTimeOfDay(Date.now(), backorder.retry.time, backorder.retry.zone);
  const retryAt = tonight + turnOf(backorder);
  order.show('backordered', describe(backorder, tonight));
  if (order.wantsFreshHistory) await order.continueInFreshHistory({ kind: 'stock', backorder });
  const woken = await condition(() => inbox.hasMail, retryAt - Date.now(), { summary: 'Nightly retry' });
  if (!woken) order.nightsHeld += 1;
  if (inbox.release?.reason === 'stock') inbox.release = null;
}
