import type { Selectable } from 'kysely';
import type { Database } from '../connection.ts';
import type { HoldTable } from '../tables.ts';

export interface NewHold {
  /** A UUID. */
  id: string;
  orderId: string;
  reason: string;
  author: string;
  until: Date | null;
}

export async function insertHold(db: Database, hold: NewHold): Promise<void> {
  await db
    .insertInto('holds')
    .values({
      id: hold.id,
      order_id: hold.orderId,
      reason: hold.reason,
      author: hold.author,
      until: hold.until,
      ended_at: null,
    })
    .execute();
}

/** Ends every hold of the order. Returns how many there were. */
export async function endHolds(db: Database, orderId: string): Promise<number> {
  const result = await db
    .updateTable('holds')
    .set({ ended_at: new Date() })
    .where('order_id', '=', orderId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Holds that nobody ended and whose end has not come. */
export async function listHoldsInForce(db: Database, orderId: string): Promise<Selectable<HoldTable>[]> {
  return db
    .selectFrom('holds')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', new Date())]))
    .orderBy('created_at')
    .execute();
}
