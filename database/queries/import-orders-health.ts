import { sql } from 'kysely';
import type { Database } from '../connection.ts';

/**
 * Marks the cart as answering again and resolves the problem of its connection, both or neither. Returns true only to
 * the one caller that did so first.
 */
export async function clearCartDown(db: Database, cartId: string): Promise<boolean> {
  const { rows } = await sql`
    with up as (
      update carts set down_since = null where id = ${cartId} and down_since is not null returning id, merchant_id
    ), resolved as (
      update problems set resolved_at = now() from up
      where problems.merchant_id = up.merchant_id and problems.cart_id = up.id and problems.order_id is null
        and problems.cause = 'cart_unauthorized' and problems.resolved_at is null
    )
    select id from up`.execute(db);
  return rows.length > 0;
}

/** Records that a pull read everything there was. */
export async function recordPull(db: Database, cartId: string, at: Date): Promise<void> {
  await db.updateTable('carts').set({ last_pull_at: at }).where('id', '=', cartId).execute();
}
