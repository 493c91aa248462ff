import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { OrderKey } from '../../shared/names.ts';
import { signalOrder } from './signal-order.ts';

/** However many they are, all have heard after this long. */
const LONGEST_MS = 120_000;
const SECOND = 1_000;

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
