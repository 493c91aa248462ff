import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { OrderKey } from '../../shared/names.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { signalOrder } from './signal-order.ts';

/** However many they are, all have heard after this long. */
const LONGEST_MS = 120_000;
const SECOND = 1_000;
/** About half of what one worker does on two cores: the other half is for the orders of others. */
const RECHECKS_PER_SECOND = 25;

export interface Pace {
  perSecond: number;
  /** Ends the pauses between signals: an activity's own. */
  signal?: AbortSignal;
}

/**
 * Wakes many orders no faster than `perSecond`: more at a time would only wait, and slow those of other merchants.
 * Returns how many were there to hear it.
 */
export async function signalAtPace(
  temporal: Client,
  orders: readonly OrderKey[],
  { perSecond, signal }: Pace,
  ...message: [name: string, ...args: unknown[]]
): Promise<number> {
  const atOnce = Math.ceil(Math.max(perSecond, (orders.length * SECOND) / LONGEST_MS));
  let heard = 0;
  for (let from = 0; from < orders.length; from += atOnce) {
    if (from > 0) await sleep(SECOND, undefined, { signal });
    const slice = orders.slice(from, from + atOnce);
    const answers = await Promise.all(slice.map((order) => signalOrder(temporal, order, ...message)));
    heard += answers.filter(Boolean).length;
  }
  return heard;
}

/**
 * Asks orders to look again at what blocked them, once it is mended: a key, a shop's access, a SKU. Returns how many
 * were there to hear it.
 */
export function recheckAtPace(temporal: Client, orders: readonly OrderKey[], signal?: AbortSignal): Promise<number> {
  const pace: Pace = { perSecond: RECHECKS_PER_SECOND, ...(signal && { signal }) };
  return signalAtPace(temporal, orders, pace, ORDER_MESSAGE.recheck);
}
