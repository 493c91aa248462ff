import type { Client } from '@temporalio/client';
import { signalOrder } from '../activities/orders/signal-order.ts';
import { ORDER_MESSAGE } from '../shared/orders/messages.ts';
import type { OrderKey } from '../shared/names.ts';
import { NotDoneError } from './failures.ts';

const AT_A_TIME = 50;

/**
 * Does what Temporal has to know once the database has it. Throws a {@link NotDoneError} when Temporal does not
 * answer: what was saved stays saved, and `repair` says how the rest is made up for.
 */
export async function tellTemporal<T>(repair: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new NotDoneError(`It is saved, but Temporal could not be told. ${repair}`, { cause: error });
  }
}

/** Asks orders to look again. Returns how many were there to hear it. */
export async function recheckOrders(temporal: Client, orders: readonly OrderKey[]): Promise<number> {
  let heard = 0;
  for (let from = 0; from < orders.length; from += AT_A_TIME) {
    const slice = orders.slice(from, from + AT_A_TIME);
    const answers = await Promise.all(slice.map((key) => signalOrder(temporal, key, ORDER_MESSAGE.recheck)));
    heard += answers.filter(Boolean).length;
  }
  return heard;
}

export const SCHEDULES_REPAIR = 'The Schedules follow when a worker starts, or with: cartway schedule reconcile';
export const REPEAT_REPAIR = 'Give the same command again.';
