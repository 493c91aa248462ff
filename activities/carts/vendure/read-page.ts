import { z } from 'zod';
import { isSystemError, type SystemError } from '../../errors/system-error.ts';
import type { CartOrder } from '../contract.ts';
import { readOrders, type ReadOrders } from '../read-orders.ts';
import type { VendureClient } from './client.ts';
import { ORDER_IDS, ordersDocument } from './documents.ts';
import { mapOrder, stateOf } from './map.ts';
import { vendureOrderSchema, type VendureConnection } from './schema.ts';

const listSchema = z.object({ orders: z.object({ items: z.array(z.unknown()) }) });
const idsSchema = z.object({
  orders: z.object({ items: z.array(z.object({ id: z.string(), orderPlacedAt: z.string().nullish() })) }),
});

export type OrderOptions = Pick<VendureConnection, 'paidStates' | 'digitalField'>;

export interface VendurePage extends ReadOrders {
  /** Every order of the page, with at least its `orderPlacedAt`. */
  rows: unknown[];
}

function orderSchema({ paidStates = [], digitalField }: OrderOptions): z.ZodType<CartOrder> {
  return vendureOrderSchema.transform((order, context) => {
    const state = stateOf(order.state, paidStates);
    if (state !== null) return mapOrder(order, state, digitalField);
    const message = `"${order.state}" is a state of the shop's own; if it means paid, add it to the cart's paidStates`;
    context.addIssue({ code: 'custom', path: ['state'], message });
    return z.NEVER;
  });
}

async function readAtOnce(client: VendureClient, options: OrderOptions, list: object): Promise<VendurePage> {
  const { orders } = await client.query(ordersDocument(options.digitalField), { options: list }, listSchema);
  return { ...readOrders(orders.items, orderSchema(options), (order) => order), rows: orders.items };
}

const FAILED_INSIDE = ['INTERNAL_SERVER_ERROR', 'ENTITY_NOT_FOUND'];

/** Vendure answered, and what it answered is that it cannot: one of the page's orders may be the reason. */
function failedInside(error: unknown): error is SystemError {
  return isSystemError(error) && error.vendorCode !== undefined && FAILED_INSIDE.includes(error.vendorCode);
}

/** Reads a page of orders; one that makes Vendure fail is told as unreadable and does not stop the others. */
export async function readPage(client: VendureClient, options: OrderOptions, list: object): Promise<VendurePage> {
  try {
    return await readAtOnce(client, options, list);
  } catch (error) {
    if (!failedInside(error)) throw error;
    // Where even this fails, the page and not one of its orders is the reason.
    const { orders } = await client.query(ORDER_IDS, { options: list }, idsSchema);
    if (orders.items.length === 0) throw error;
    return readOneByOne(client, options, orders.items);
  }
}

async function readOneByOne(
  client: VendureClient,
  options: OrderOptions,
  rows: { id: string }[],
): Promise<VendurePage> {
  const page: VendurePage = { orders: [], unreadable: [], rows };
  for (const { id } of rows) {
    try {
      const { orders, unreadable } = await readAtOnce(client, options, { filter: { id: { eq: id } } });
      page.orders.push(...orders);
      page.unreadable.push(...unreadable);
    } catch (error) {
      if (!failedInside(error)) throw error;
      page.unreadable.push({ sourceId: id, reason: `Vendure cannot show it: ${error.vendorCode}` });
    }
  }
  return page;
}
