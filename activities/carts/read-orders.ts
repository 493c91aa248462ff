import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { issueText } from './issue-text.ts';
import type { CartOrder, UnreadableOrder } from './contract.ts';

const MAX_ID = 200;

export interface ReadOrders {
  orders: CartOrder[];
  unreadable: UnreadableOrder[];
}

/** The id of an order that cannot be read; where it has none, one that is the same for the same content. */
function idOf(row: unknown): string {
  const id = (row as { id?: unknown } | null)?.id;
  if (typeof id === 'number' || (typeof id === 'string' && id !== '' && id.length <= MAX_ID)) return String(id);
  return `no-id-${createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 12)}`;
}

/** Reads orders one by one: one that breaks the schema is told as unreadable and never stops the others. */
export function readOrders<Row>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  map: (row: Row) => CartOrder,
): ReadOrders {
  const read: ReadOrders = { orders: [], unreadable: [] };
  for (const row of rows) {
    const parsed = schema.safeParse(row);
    if (parsed.success) read.orders.push(map(parsed.data));
    else
      read.unreadable.push({ sourceId: idOf(row), reason: parsed.error.issues.slice(0, 3).map(issueText).join('; ') });
  }
  return read;
}
