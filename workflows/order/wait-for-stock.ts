import { condition } from '@temporalio/workflow';
import { formatWallTime } from '../../shared/time/format.ts';
import { nextTimeOfDay } from '../../shared/time/next-time-of-day.ts';
import type { Backorder } from '../inputs.ts';
import type { OrderContext } from './context.ts';

/** Held orders do not all ask EasyPost in the same second. */
const LARGEST_JITTER = 5 * 60_000;
const SHOWN_ITEMS = 3;

function describe({ missing, retry }: Backorder, retryAt: number): string {
  const shown = missing.slice(0, SHOWN_ITEMS).map(({ units, barcode }) => `${units} × ${barcode}`);
  const more = missing.length > SHOWN_ITEMS ? ` and ${missing.length - SHOWN_ITEMS} more` : '';
  return `Waiting for ${shown.join(', ') || 'stock'}${more}. Next try ${formatWallTime(retryAt, retry.zone)}, or when stock arrives.`;
}

/** Waits for stock, the nightly retry, or a message. */
export async function waitForStock(order: OrderContext, backorder: Backorder): Promise<void> {
  const { inbox } = order;
  // A release that came while EasyPost was refusing may rest on newer stock: it counts.
  const tonight = nextTimeOfDay(Date.now(), backorder.retry.time, backorder.retry.zone);
  const retryAt = tonight + Math.floor(Math.random() * LARGEST_JITTER);
  order.show('backordered', describe(backorder, tonight));
  await order.continueIfLong({ kind: 'stock', backorder });
  const woken = await condition(() => inbox.hasMail, retryAt - Date.now(), { summary: 'Nightly retry' });
  if (!woken) order.nightsHeld += 1;
  if (inbox.release?.reason === 'stock') inbox.release = null;
}
