import { sleep } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { OrderKey } from '../../shared/names.ts';
import { signalOrder } from './signal-order.ts';

/** However many they are, all have heard after this long. */
const LONGEST_MS = 120_000;
const SECOND = 1_000;

/**
 * Wakes many orders of an account as fast as it takes them: more at a time would only wait, and slow those of other
 * merchants. Returns how many were there to hear it. Called from an activity only.
 */
export async function signalAtPace(
  temporal: Client,
  orders: readonly OrderKey[],
  perSecond: number,
  ...message: [signal: string, ...args: unknown[]]
): Promise<number> {
  const atOnce = Math.ceil(Math.max(perSecond, (orders.length * SECOND) / LONGEST_MS));
  let heard = 0;
  for (let from = 0; from < orders.length; from += atOnce) {
    if (from > 0) await sleep(SECOND);
    const slice = orders.slice(from, from + atOnce);
    const answers = await Promise.all(slice.map((order) => signalOrder(temporal, order, ...message)));
    heard += answers.filter(Boolean).length;
  }
  return heard;
}
