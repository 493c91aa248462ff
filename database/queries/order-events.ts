import type { Database } from '../connection.ts';
import type { OrderEventTable } from '../tables.ts';
import type { Selectable } from 'kysely';

export type EventKind =
  | 'imported'
  | 'changed'
  | 'skipped'
  | 'waiting'
  | 'held'
  | 'released'
  | 'sending'
  | 'accepted'
  | 'backordered'
  | 'problem'
  | 'notice'
  | 'parcel'
  | 'written'
  | 'confirmed'
  | 'cancel_requested'
  | 'cancel_refused'
  | 'cancelled'
  | 'double';

export interface NewEvent {
  orderId: string;
  kind: EventKind;
  /** Plain words for people; ids, codes, quantities and SKUs, no personal data. */
  text: string;
  /** `cartway`, `cart`, `easypost`, `temporal` or `user:<name>`. */
  author?: string;
}

export async function recordEvent(db: Database, event: NewEvent): Promise<void> {
  await db
    .insertInto('order_events')
    .values({
      order_id: event.orderId,
      kind: event.kind,
      text: event.text,
      author: event.author ?? 'cartway',
    })
    .execute();
}

/** The whole timeline, oldest first. */
export async function listEvents(db: Database, orderId: string): Promise<Selectable<OrderEventTable>[]> {
  return db.selectFrom('order_events').selectAll().where('order_id', '=', orderId).orderBy('id').execute();
}
