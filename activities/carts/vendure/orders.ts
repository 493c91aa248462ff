import { z } from 'zod';
import type { CartPosition, OrderPage, OrderRead } from '../contract.ts';
import { goneOf } from '../read-orders.ts';
import type { VendureClient } from './client.ts';
import { readPage, type OrderOptions } from './read-page.ts';

const MINUTE = 60_000;
/** An order may be committed later than the time it carries. */
const OVERLAP_MS = 10 * MINUTE;

const positionSchema = z.object({ placedAt: z.iso.datetime() });
const placedSchema = z.object({ orderPlacedAt: z.iso.datetime({ offset: true }) });

function latestPlaced(rows: readonly unknown[]): number {
  const times = rows
    .map((row) => placedSchema.safeParse(row))
    .flatMap(({ data }) => (data ? [Date.parse(data.orderPlacedAt)] : []));
  return Math.max(0, ...times);
}

function startOf(position: CartPosition | null, from: Date): number {
  const stored = positionSchema.safeParse(position);
  return stored.success ? Date.parse(stored.data.placedAt) : from.getTime();
}

/**
 * Pages of placed orders by `orderPlacedAt`, because `updatedAt` does not move when an order is paid, shipped or
 * refunded (Vendure 3.7.3). Each page starts at the last time seen, not at an offset that a vanished order would
 * shift. The position is the latest time of the shop's own clock, and never ahead of ours.
 */
export async function* listOrders(
  client: VendureClient,
  connection: OrderOptions,
  position: CartPosition | null,
  from: Date,
  pageSize: number,
): AsyncIterable<OrderPage> {
  let latest = startOf(position, from);
  let after = latest - OVERLAP_MS;
  let skip = 0;
  for (;;) {
    const page = await readPage(client, connection, {
      take: pageSize,
      skip,
      sort: { orderPlacedAt: 'ASC', id: 'ASC' },
      // An aggregate order only repeats the lines of its sellers' orders.
      filter: {
        active: { eq: false },
        type: { notEq: 'Aggregate' },
        orderPlacedAt: { after: new Date(after).toISOString() },
      },
    });
    const seen = latestPlaced(page.rows);
    latest = Math.max(latest, seen);
    const reached = new Date(Math.min(latest, Date.now()));
    yield { orders: page.orders, unreadable: page.unreadable, position: { placedAt: reached.toISOString() } };
    if (page.rows.length < pageSize) return;
    // `after` excludes its own millisecond, and more orders than a page holds may share one.
    const next = seen - 1;
    skip = next > after ? 0 : skip + pageSize;
    after = Math.max(after, next);
  }
}

/** Reads orders by id, whatever their state. */
export async function getOrders(
  client: VendureClient,
  connection: OrderOptions,
  sourceIds: readonly string[],
): Promise<OrderRead> {
  if (sourceIds.length === 0) return { orders: [], unreadable: [], gone: [] };
  const { orders, unreadable } = await readPage(client, connection, {
    take: sourceIds.length,
    filter: { id: { in: sourceIds } },
  });
  return { orders, unreadable, gone: goneOf(sourceIds, { orders, unreadable }) };
}
