import type { CartShipment, NewShipment } from '../contract.ts';
import type { GenericClient } from './client.ts';
import { mapShipment } from './map.ts';
import { createdShipmentSchema, shipmentListSchema } from './schema.ts';

/** All shipments of an order. */
export async function listShipments(client: GenericClient, url: string, sourceId: string): Promise<CartShipment[]> {
  const { shipments } = await client.get(url, { order_id: sourceId }, shipmentListSchema);
  return shipments.map(mapShipment);
}

/** One call; the parcel's key lets the cart answer a repeated one with what it already made. */
export async function createShipment(
  client: GenericClient,
  url: string,
  sourceId: string,
  shipment: NewShipment,
): Promise<string> {
  const body = {
    order_id: sourceId,
    shipment_id: shipment.key,
    shipped_at: shipment.shippedAt.toISOString(),
    carrier: shipment.carrier,
    tracking_number: shipment.trackingCode,
    tracking_url: shipment.trackingUrl,
    lines: shipment.lines.map(({ sourceLineId, quantity }) => ({ line_id: sourceLineId, quantity })),
  };
  const headers = { 'idempotency-key': shipment.key };
  return (await client.write('POST', url, body, createdShipmentSchema, headers)).id;
}
