import { z } from 'zod';
import { isSystemError, SystemError } from '../../errors/system-error.ts';
import type { CartPosition, OrderPage, OrderRead } from '../contract.ts';
import { goneOf, isNameless, readOrders, type ReadOrders } from '../read-orders.ts';
import type { GenericClient } from './client.ts';
import { mapOrder } from './map.ts';
import { genericOrderSchema, orderPageSchema } from './schema.ts';

const OVERLAP_MS = 5 * 60_000;
/** So long the listing starts again before an order that tells no id. */
const HELD_BACK_MS = 7 * 86_400_000;

export interface ListLimits {
  pageSize: number;
  /** How many pages one listing reads; the next one goes on from there. */
  maxPages: number;
}

/**
 * `since` without its overlap; `cursor` and `newest` where a walk from `since` was not finished; `held` is 1 where it
 * passed an order without an id, which only a later listing can bring.
 */
const positionSchema = z.object({
  since: z.iso.datetime(),
  cursor: z.string().nullable(),
  newest: z.iso.datetime().nullable(),
  held: z.literal(1).nullable().default(null),
});
type Walk = z.infer<typeof positionSchema>;

const updatedSchema = z.object({ updated_at: z.iso.datetime({ offset: true }) });

interface Page extends ReadOrders {
  nextCursor: string | null;
  newest: number;
}

type Query = Record<string, string | readonly string[]>;

async function readPage(client: GenericClient, url: string, query: Query): Promise<Page> {
  const { orders: rows, next_cursor: nextCursor } = await client.get(url, query, orderPageSchema);
  if (nextCursor && nextCursor === query['cursor'])
    throw misbehaves(url, 'cursor_repeats', 'next_cursor is the cursor that was sent');
  const times = rows.flatMap((row) => {
    const { data } = updatedSchema.safeParse(row);
    return data ? [Date.parse(data.updated_at)] : [];
  });
  return {
    ...readOrders(rows, genericOrderSchema, mapOrder),
    nextCursor: nextCursor ?? null,
    newest: Math.max(0, ...times),
  };
}

function misbehaves(url: string, vendorCode: string, vendorWords: string): SystemError {
  const call = `GET ${new URL(url).pathname}`;
  return new SystemError({ type: 'refused', system: 'cart', call, reached: 'yes', vendorCode, vendorWords });
}

function startOf(position: CartPosition | null, from: Date): Walk {
  const stored = positionSchema.safeParse(position);
  return stored.success ? stored.data : { since: from.toISOString(), cursor: null, newest: null, held: null };
}

/**
 * The walk after a page. A finished one moves `since` to the newest time seen, never ahead of our clock; one that is
 * held stays where it is.
 */
function advance(walk: Walk, page: Page): Walk {
  const newest = Math.max(Date.parse(walk.newest ?? walk.since), page.newest);
  const held = page.unreadable.some(isNameless) ? 1 : walk.held;
  if (page.nextCursor) return { ...walk, held, cursor: page.nextCursor, newest: new Date(newest).toISOString() };
  const stays = held !== null && Date.now() - Date.parse(walk.since) < HELD_BACK_MS;
  const since = stays ? walk.since : new Date(Math.min(newest, Date.now())).toISOString();
  return { since, cursor: null, newest: null, held: null };
}

/**
 * Pages of orders by `updated_at`, from the position less an overlap. A walk that was interrupted goes on with its
 * cursor; where the cart does not take that cursor any more, it starts again from `since`.
 */
export async function* listOrders(
  client: GenericClient,
  url: string,
  position: CartPosition | null,
  from: Date,
  limits: ListLimits,
): AsyncIterable<OrderPage> {
  let walk = startOf(position, from);
  let resumed = walk.cursor !== null;
  for (let count = 0; count < limits.maxPages; count++) {
    const since = new Date(Date.parse(walk.since) - OVERLAP_MS).toISOString();
    const query = {
      updated_since: since,
      limit: String(limits.pageSize),
      ...(walk.cursor ? { cursor: walk.cursor } : {}),
    };
    let page: Page;
    try {
      page = await readPage(client, url, query);
    } catch (error) {
      const expired = resumed && (isSystemError(error, 'refused') || isSystemError(error, 'not_found'));
      if (!expired) throw error;
      walk = { since: walk.since, cursor: null, newest: null, held: null };
      resumed = false;
      continue;
    }
    resumed = false;
    walk = advance(walk, page);
    yield { orders: page.orders, unreadable: page.unreadable, position: walk };
    if (walk.cursor === null) return;
  }
}

/** Reads orders by id: `?id=1&id=2`. A cart that ignores the ids is refused, so that no order seems gone. */
export async function getOrders(client: GenericClient, url: string, sourceIds: readonly string[]): Promise<OrderRead> {
  const read: OrderRead = { orders: [], unreadable: [], gone: [] };
  if (sourceIds.length === 0) return read;
  let cursor: string | null = null;
  do {
    const page: Page = await readPage(client, url, { id: sourceIds, ...(cursor ? { cursor } : {}) });
    read.orders.push(...page.orders);
    read.unreadable.push(...page.unreadable);
    if (page.orders.some(({ sourceId }) => !sourceIds.includes(sourceId))) {
      throw misbehaves(url, 'ids_ignored', 'the answer to ?id= has orders that were not asked for');
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  read.gone = goneOf(sourceIds, read);
  return read;
}
