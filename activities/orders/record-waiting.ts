import { endHolds } from '../../database/queries/holds.ts';
import { changeStatus } from '../../database/queries/order-facts.ts';
import { resolveOrderProblems } from '../../database/queries/problems.ts';
import type { OrderRef } from '../../shared/orders/messages.ts';
import type { Waiting } from '../activities.ts';
import type { HubDeps } from '../deps.ts';
import { authorName } from './cancel/record-cancel.ts';

/** Stores that an unsent order is held or released. Repeating it adds a line to the timeline and changes no more. */
export function createRecordWaiting(deps: Pick<HubDeps, 'db'>): (ref: OrderRef, waiting: Waiting) => Promise<void> {
  return async (ref, waiting) => {
    const orderId = ref.orderId;
    await deps.db.transaction().execute(async (trx) => {
      if (waiting.for === 'hold') {
        const { until, author } = waiting.request;
        const nextStepAt = until === undefined ? null : new Date(until);
        const text = until === undefined ? 'Held until somebody releases it' : `Held until ${until}`;
        await changeStatus(trx, {
          orderId,
          status: 'waiting',
          nextStepAt,
          event: { kind: 'held', text, author: authorName(author) },
        });
        return;
      }
      await endHolds(trx, orderId);
      await resolveOrderProblems(trx, orderId, ['cancel_requested_in_cart']);
      await changeStatus(trx, {
        orderId,
        status: 'sending',
        event: { kind: 'released', text: 'Released', author: authorName(waiting.request.author) },
      });
    });
  };
}
