import type { ProblemCause } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';

/** Resolves one problem of a cart as a whole. */
export async function resolveCartProblem(
  db: Database,
  problem: { merchantId: string; cartId: string; cause: ProblemCause; subject: string },
): Promise<void> {
  await db
    .updateTable('problems')
    .set({ resolved_at: new Date() })
    .where('merchant_id', '=', problem.merchantId)
    .where('cart_id', '=', problem.cartId)
    .where('order_id', 'is', null)
    .where('cause', '=', problem.cause)
    .where('subject', '=', problem.subject)
    .where('resolved_at', 'is', null)
    .execute();
}
