import { sql } from 'kysely';
import type { Database } from '../connection.ts';
import { inChunks } from './import-orders-chunks.ts';

export interface NewLine {
  orderId: string;
  sourceLineId: string;
  position: number;
  sku: string | null;
  name: string;
  quantity: number;
  requiresShipping: boolean;
}

const ROWS_PER_INSERT = 2_000;

/** Makes `lines` the lines of the orders that they name. A line keeps its id as long as the cart knows it. */
export async function replaceLines(
  trx: Database,
  orderIds: readonly string[],
  lines: readonly NewLine[],
): Promise<void> {
  if (orderIds.length === 0) return;
  for (const chunk of inChunks(lines, ROWS_PER_INSERT)) await upsertLines(trx, chunk);
  await sql`delete from order_lines l where l.order_id = any(${[...orderIds]}::uuid[]) and not exists (
    select from unnest(
      ${lines.map(({ orderId }) => orderId)}::uuid[],
      ${lines.map(({ sourceLineId }) => sourceLineId)}::text[]
    ) as kept (order_id, source_line_id)
    where kept.order_id = l.order_id and kept.source_line_id = l.source_line_id)`.execute(trx);
}

async function upsertLines(trx: Database, lines: readonly NewLine[]): Promise<void> {
  await trx
    .insertInto('order_lines')
    .values(
      lines.map((line) => ({
        order_id: line.orderId,
        source_line_id: line.sourceLineId,
        position: line.position,
        sku: line.sku,
        name: line.name,
        quantity: line.quantity,
        requires_shipping: line.requiresShipping,
        components: JSON.stringify(null),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['order_id', 'source_line_id']).doUpdateSet((eb) => ({
        position: eb.ref('excluded.position'),
        sku: eb.ref('excluded.sku'),
        name: eb.ref('excluded.name'),
        quantity: eb.ref('excluded.quantity'),
        requires_shipping: eb.ref('excluded.requires_shipping'),
      })),
    )
    .execute();
}
