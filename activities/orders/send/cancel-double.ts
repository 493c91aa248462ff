import { openProblem } from '../../../database/queries/problems.ts';
import { recordEvent } from '../../../database/queries/order-events.ts';
import type { HubDeps } from '../../deps.ts';
import type { EasypostClient } from '../../easypost/types.ts';

export interface Double {
  orderId: string;
  merchantId: string;
  cartId: string;
  /** The EasyPost order that should not be. */
  easypostOrderId: string;
}

/** Cancels a second EasyPost order of one of ours and records it; one that is already picked becomes a problem. */
export async function cancelDouble(deps: Pick<HubDeps, 'db'>, client: EasypostClient, double: Double): Promise<void> {
  const answer = await client.cancelOrder(double.easypostOrderId);
  const result = answer.kind === 'cancelled' ? 'cancelled' : answer.reason;
  await deps.db.transaction().execute(async (trx) => {
    const inserted = await trx
      .insertInto('doubles')
      .values({ easypost_order_id: double.easypostOrderId, order_id: double.orderId, result })
      .onConflict((conflict) => conflict.column('easypost_order_id').doNothing())
      .executeTakeFirst();
    if (!inserted.numInsertedOrUpdatedRows) return;
    await recordEvent(trx, {
      orderId: double.orderId,
      kind: 'double',
      text: `EasyPost had the order a second time (${double.easypostOrderId}): ${result === 'cancelled' ? 'cancelled there' : `not cancelled, ${result}`}`,
    });
    if (answer.kind === 'cancelled') return;
    await openProblem(trx, {
      merchantId: double.merchantId,
      cartId: double.cartId,
      orderId: double.orderId,
      cause: 'easypost_double',
      subject: double.easypostOrderId,
    });
  });
}
