import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { issueText } from './issue-text.ts';
import type { CartOrder, UnreadableOrder } from './contract.ts';

const MAX_ID = 200;
const MAX_REASON = 500;

export interface ReadOrders {
  orders: CartOrder[];
  unreadable: UnreadableOrder[];
}

const MADE_UP = 'no-id-';

/** Whether a row told no id: it cannot be asked for again. */
export function isNameless({ sourceId }: UnreadableOrder): boolean {
  return sourceId.startsWith(MADE_UP);
}

/** The id of an order that cannot be read; where it has none, one that is the same for the same content. */
function idOf(row: unknown): string {
  const id = (row as { id?: unknown } | null)?.id;
  if (typeof id === 'number' || (typeof id === 'string' && id !== '' && id.length <= MAX_ID)) return String(id);
  return `${MADE_UP}${createHash('sha256').update(contentOf(row)).digest('hex').slice(0, 12)}`;
}

function contentOf(row: unknown): string {
  try {
    return JSON.stringify(row);
  } catch {
    return 'nested too deeply to be written again';
  }
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
    else {
      const reason = parsed.error.issues.slice(0, 3).map(issueText).join('; ').slice(0, MAX_REASON);
      read.unreadable.push({ sourceId: idOf(row), reason });
    }
  }
  return read;
}

/**
 * Those of `asked` that the cart does not know any more. Where its answer has a row that tells no id, any of them may
 * be that row, and none counts as gone.
 */
export function goneOf(asked: readonly string[], { orders, unreadable }: ReadOrders): string[] {
  const found = new Set([...orders, ...unreadable].map(({ sourceId }) => sourceId));
  const isNamed = unreadable.every(({ sourceId }) => asked.includes(sourceId));
  return isNamed ? asked.filter((id) => !found.has(id)) : [];
}
