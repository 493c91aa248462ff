import { sql, type Insertable, type Selectable } from 'kysely';
import type { Database } from '../connection.ts';
import type { OrderTable } from '../tables.ts';
import { inChunks } from './import-orders-chunks.ts';

export type OrderRow = Insertable<OrderTable>;

/** A stored order as an import compares it; `being_sent`: nobody knows yet whether EasyPost gets this content. */
export type KnownOrder = Omit<Selectable<OrderTable>, 'ship_to'> & { being_sent: boolean };

/** Lets one import at a time store orders of a cart, until the transaction ends. */
export async function lockImportOf(trx: Database, cartId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import:${cartId}`}, 0))`.execute(trx);
}

/** Orders of the cart with these source ids, locked until the transaction ends, by source id. */
export async function lockKnownOrders(
  trx: Database,
  cartId: string,
  sourceIds: readonly string[],
): Promise<Map<string, KnownOrder>> {
  const rows = await trx
    .selectFrom('orders')
    .selectAll('orders')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('send_attempts')
            .select('send_attempts.id')
            .whereRef('send_attempts.order_id', '=', 'orders.id')
            .where('send_attempts.state', 'in', ['sending', 'unknown']),
        )
        .$castTo<boolean>()
        .as('being_sent'),
    )
    .where('cart_id', '=', cartId)
    .where('source_id', '=', (eb) => eb.fn.any(eb.val([...sourceIds])))
    .orderBy('source_id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.source_id, row]));
}

const ROWS_PER_INSERT = 500;

/** Inserts orders, or overwrites what an import may change of those that exist. */
export async function upsertOrders(trx: Database, rows: readonly OrderRow[]): Promise<void> {
  for (const chunk of inChunks(rows, ROWS_PER_INSERT)) {
    await trx
      .insertInto('orders')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['cart_id', 'source_id']).doUpdateSet((eb) => ({
          number: eb.ref('excluded.number'),
          status: eb.ref('excluded.status'),
          skip_rule: eb.ref('excluded.skip_rule'),
          mode: eb.ref('excluded.mode'),
          content_hash: eb.ref('excluded.content_hash'),
          placed_at: eb.ref('excluded.placed_at'),
          currency: eb.ref('excluded.currency'),
          shipping_method: eb.ref('excluded.shipping_method'),
          ship_to: eb.ref('excluded.ship_to'),
          edit_until: eb.ref('excluded.edit_until'),
          next_step_at: eb.ref('excluded.next_step_at'),
          pull_todo: eb.ref('excluded.pull_todo'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      )
      .execute();
  }
}

export interface OrderMark {
  id: string;
  contentHash: string;
  pullTodo: OrderTable['pull_todo'];
}

/** Stores what was last seen of orders whose stored content stays as EasyPost got it. */
export async function markOrders(trx: Database, marks: readonly OrderMark[]): Promise<void> {
  if (marks.length === 0) return;
  await sql`update orders set content_hash = marked.hash, pull_todo = marked.todo, updated_at = now()
    from unnest(
      ${marks.map(({ id }) => id)}::uuid[],
      ${marks.map(({ contentHash }) => contentHash)}::text[],
      ${marks.map(({ pullTodo }) => pullTodo)}::text[]
    ) as marked (id, hash, todo) where orders.id = marked.id`.execute(trx);
}

/** Saves where the listing of the cart stands. */
export async function savePosition(db: Database, cartId: string, position: unknown): Promise<void> {
  await db
    .updateTable('carts')
    .set({ position: JSON.stringify(position) })
    .where('id', '=', cartId)
    .execute();
}
