import type { CartStore } from './store.ts';
import type { Order } from './schemas.ts';

interface OrderQuery {
  updated_since?: string | undefined;
  cursor?: string | undefined;
  limit: number;
  id?: string | string[] | undefined;
}

/** Where a page ends: the next one starts after this order's place in (updated_at, id). */
interface Cursor {
  at: string;
  id: string;
  /** Set on a page that is to come a second time. */
  again?: boolean;
}

function compare(one: { at: string; id: string }, other: { at: string; id: string }): number {
  return one.at === other.at ? one.id.localeCompare(other.id, 'en', { numeric: true }) : one.at < other.at ? -1 : 1;
}

const place = (order: Order) => ({ at: order.updated_at, id: order.id });

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Throws where the cursor is not one of ours. */
function decode(cursor: string): Cursor {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Cursor;
}

/** One page of orders in order of (updated_at, id); `duplicate` makes every page come twice. */
export function listOrders(
  store: CartStore,
  query: OrderQuery,
  duplicate: boolean,
): { orders: Order[]; next_cursor: string | null } {
  const ids = query.id === undefined ? null : [query.id].flat();
  const after = query.cursor === undefined ? null : decode(query.cursor);
  const rest = [...store.orders.values()]
    .filter((order) => ids === null || ids.includes(order.id))
    .filter((order) => !query.updated_since || Date.parse(order.updated_at) >= Date.parse(query.updated_since))
    .toSorted((one, other) => compare(place(one), place(other)))
    .filter((order) => after === null || compare(place(order), after) > 0);
  const orders = rest.slice(0, query.limit);
  const last = orders.at(-1);
  if (duplicate && !after?.again && last) {
    return { orders, next_cursor: encode({ ...(after ?? { at: '', id: '' }), again: true }) };
  }
  return { orders, next_cursor: last && rest.length > orders.length ? encode(place(last)) : null };
}
