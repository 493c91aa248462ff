import type { Database } from '../connection.ts';

/** Marks the cart as answering again. Returns true only to the one caller that did so first. */
export async function clearCartDown(db: Database, cartId: string): Promise<boolean> {
  const result = await db
    .updateTable('carts')
    .set({ down_since: null })
    .where('id', '=', cartId)
    .where('down_since', 'is not', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Records that a pull read everything there was. */
export async function recordPull(db: Database, cartId: string, at: Date): Promise<void> {
  await db.updateTable('carts').set({ last_pull_at: at }).where('id', '=', cartId).execute();
}
