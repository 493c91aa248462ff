import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/connection.ts';
import { orderReference } from '../../shared/orders/reference.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';

/** Stores the merchant and the cart that stored orders belong to. */
export async function storeShop(db: Database): Promise<void> {
  await db.insertInto('merchants').values({ id: 'acme', name: 'Acme', settings: '{}' }).execute();
  const common = { merchant_id: 'acme', kind: 'generic', name: 'Shop', settings: '{}', connection: '{}' };
  await db
    .insertInto('carts')
    .values({ id: 'shop', ...common, credentials: '', take_orders_from: new Date() })
    .execute();
}

/** Stores an order without lines. Returns its id. */
export async function storeOrder(db: Database, status: OrderStatus = 'sending'): Promise<string> {
  const id = randomUUID();
  const names = { merchant_id: 'acme', cart_id: 'shop', source_id: id, number: id.slice(0, 8) };
  const rest = { reference: orderReference(id), mode: 'test' as const, placed_at: new Date(), ship_to: 'null' };
  await db
    .insertInto('orders')
    .values({ id, ...names, ...rest, status, content_hash: 'open.a.b' })
    .execute();
  return id;
}

/** Stores a sent line of so many units of one product. Returns its id. */
export async function storeLine(db: Database, orderId: string, barcode: string, quantity: number): Promise<string> {
  const { id } = await db
    .insertInto('order_lines')
    .values({
      order_id: orderId,
      source_line_id: barcode,
      position: 0,
      sku: barcode,
      name: barcode,
      quantity,
      requires_shipping: true,
      components: JSON.stringify([{ barcode, units: 1 }]),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
