import type { z } from 'zod';
import type { bulkOrdersRequest } from './control-requests.ts';
import { ownerOf, productOf } from './control-state.ts';
import { SERVICES } from './decisions.ts';
import { stamp } from './stamp.ts';
import type { Order } from './state.ts';
import type { World } from './world.ts';

const DESTINATION = {
  name: 'Bulk',
  street1: '1 Dock Road',
  city: 'El Monte',
  state: 'CA',
  zip: '91731',
  country: 'US',
};

/**
 * Adds `count` open orders of one unit, numbered from 1: their ids are `idPrefix` and the number, their descriptions
 * `CW-` and the number in twelve digits. They take no stock, and nothing is told to webhooks.
 */
export function addBulkOrders(world: World, wanted: z.output<typeof bulkOrdersRequest>): void {
  const { book } = ownerOf(world, wanted.key);
  const product = productOf(book, wanted.barcode);
  for (let number = 1; number <= wanted.count; number += 1) {
    const order: Order = {
      ...stamp(book, 'order'),
      id: `${wanted.idPrefix}${number}`,
      status: 'created',
      service: SERVICES[0] ?? 'standard',
      description: `CW-${String(number).padStart(12, '0')}`,
      latest_delivery: null,
      destination: DESTINATION,
      shipment_options: null,
      inserts: [],
      lineItems: [{ ...stamp(book, 'lineItem'), productId: product.id, units: 1 }],
      picks: [],
      fees: [],
      reserved: [],
      deleted: false,
    };
    book.orders.set(order.id, order);
  }
}
