import { z } from 'zod';
import { SystemError } from '../../errors/system-error.ts';
import type { CartShipment, NewShipment } from '../contract.ts';
import type { VendureClient } from './client.ts';
import { ADD_FULFILLMENT, FULFILLMENTS, SHIP_FULFILLMENT } from './documents.ts';
import { mapFulfillment } from './map.ts';
import { fulfillmentSchema } from './schema.ts';

const orderSchema = z.object({ order: z.object({ fulfillments: z.array(fulfillmentSchema).nullish() }).nullable() });

/** All fulfilments of an order; one that is still Pending is not complete. */
export async function listShipments(client: VendureClient, sourceId: string): Promise<CartShipment[]> {
  const { order } = await client.query(FULFILLMENTS, { id: sourceId }, orderSchema);
  if (!order) throw new SystemError({ type: 'not_found', system: 'cart', call: 'order.fulfillments', reached: 'yes' });
  return (order.fulfillments ?? []).map(mapFulfillment);
}

async function addFulfillment(client: VendureClient, shipment: NewShipment): Promise<string> {
  const handler = {
    code: 'manual-fulfillment',
    arguments: [
      { name: 'method', value: shipment.carrier },
      { name: 'trackingCode', value: shipment.trackingCode },
    ],
  };
  const lines = shipment.lines.map(({ sourceLineId, quantity }) => ({ orderLineId: sourceLineId, quantity }));
  return client.mutate(ADD_FULFILLMENT, { input: { lines, handler } });
}

/** Two calls: the fulfilment is made Pending, then it is shipped. `begun` is one that only had the first. */
export async function createShipment(
  client: VendureClient,
  shipment: NewShipment,
  begun: CartShipment | null,
): Promise<string> {
  const id = begun?.cartShipmentId ?? (await addFulfillment(client, shipment));
  return client.mutate(SHIP_FULFILLMENT, { id });
}
