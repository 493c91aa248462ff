import type { Database } from '../connection.ts';
import { inChunks } from './import-orders-chunks.ts';
import type { NewEvent } from './order-events.ts';

const ROWS_PER_INSERT = 5_000;

/** Adds lines to timelines, in the order given. */
export async function insertEvents(trx: Database, events: readonly NewEvent[]): Promise<void> {
  for (const chunk of inChunks(events, ROWS_PER_INSERT)) {
    await trx
      .insertInto('order_events')
      .values(
        chunk.map(({ orderId, kind, text, author }) => ({
          order_id: orderId,
          kind,
          text,
          author: author ?? 'cartway',
        })),
      )
      .execute();
  }
}

/** The author of holds that the cart's own state makes and ends. */
export const CART_AUTHOR = 'cart';

/** Holds orders for the cart; one that it holds already stays held by that hold. */
export async function insertCartHolds(
  trx: Database,
  holds: readonly { id: string; orderId: string; reason: string }[],
): Promise<void> {
  if (holds.length === 0) return;
  const held = await trx
    .selectFrom('holds')
    .select('order_id')
    .where('order_id', '=', (eb) => eb.fn.any(eb.val(holds.map(({ orderId }) => orderId))))
    .where('author', '=', CART_AUTHOR)
    .where('ended_at', 'is', null)
    .execute();
  const free = holds.filter(({ orderId }) => !held.some(({ order_id }) => order_id === orderId));
  if (free.length === 0) return;
  await trx
    .insertInto('holds')
    .values(free.map(({ id, orderId, reason }) => ({ id, order_id: orderId, reason, author: CART_AUTHOR })))
    .execute();
}

/** Ends what the cart held and asked a person about, for orders that it wants shipped (again). */
export async function endCartHolds(trx: Database, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const now = new Date();
  await trx
    .updateTable('holds')
    .set({ ended_at: now })
    .where('order_id', '=', (eb) => eb.fn.any(eb.val([...orderIds])))
    .where('author', '=', CART_AUTHOR)
    .where('ended_at', 'is', null)
    .execute();
  await trx
    .updateTable('problems')
    .set({ resolved_at: now })
    .where('order_id', '=', (eb) => eb.fn.any(eb.val([...orderIds])))
    .where('cause', '=', 'cancel_requested_in_cart')
    .where('resolved_at', 'is', null)
    .execute();
}
