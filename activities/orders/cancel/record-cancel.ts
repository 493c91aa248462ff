import { endHolds } from '../../../database/queries/holds.ts';
import { changeStatus } from '../../../database/queries/order-facts.ts';
import { recordEvent } from '../../../database/queries/order-events.ts';
import { resolveOrderProblems } from '../../../database/queries/problems.ts';
import type { Database } from '../../../database/connection.ts';
import {
  CANCEL_REFUSAL_TEXT,
  type Author,
  type CancelRefusal,
  type CancelRequest,
} from '../../../shared/orders/messages.ts';

/** Who asked, as the timeline names them. */
export function authorName(author: Author): string {
  return author.kind === 'user' ? `user:${author.name}` : author.kind;
}

const ASKED_BY: Record<Author['kind'], string> = {
  cart: 'the cart',
  user: 'an operator',
  temporal: 'the Temporal Web UI',
  cartway: 'Cartway',
};

/** Stores that the order is cancelled. Repeating it changes nothing; a second request gets a line of its own. */
export async function storeCancelled(
  db: Database,
  orderId: string,
  request: CancelRequest,
  where: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const order = await trx
      .selectFrom('orders')
      .select('status')
      .where('id', '=', orderId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (order.status === 'cancelled') return;
    const text = `Cancelled ${where}, as ${ASKED_BY[request.author.kind]} asked`;
    await changeStatus(trx, {
      orderId,
      status: 'cancelled',
      event: { kind: 'cancelled', text, author: authorName(request.author) },
    });
    await trx.updateTable('orders').set({ cancelled_at: new Date() }).where('id', '=', orderId).execute();
    await endHolds(trx, orderId);
    await resolveOrderProblems(trx, orderId);
  });
}

/** Stores that a cancellation was refused; the order goes on. */
export async function storeRefusal(
  db: Database,
  orderId: string,
  request: CancelRequest,
  reason: CancelRefusal,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await resolveOrderProblems(trx, orderId, ['cancel_requested_in_cart']);
    await recordEvent(trx, {
      orderId,
      kind: 'cancel_refused',
      text: `A cancellation asked for by ${ASKED_BY[request.author.kind]} was refused: ${CANCEL_REFUSAL_TEXT[reason]}`,
      author: authorName(request.author),
    });
  });
}
