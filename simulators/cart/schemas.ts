import { z } from '@hono/zod-openapi';

const text = z.string().nullable();

const addressSchema = z
  .object({
    name: text,
    company: text,
    street1: text,
    street2: text,
    city: text,
    state: text,
    postal_code: text,
    country: text.openapi({ description: 'Two-letter code (ISO 3166-1), or the name of the country' }),
    phone: text,
  })
  .openapi('Address');

const lineSchema = z
  .object({
    id: z.string().openapi({ description: 'Stays the same for ever' }),
    sku: text,
    name: z.string(),
    quantity: z.number().openapi({ description: 'Units ordered' }),
    quantity_cancelled: z.number(),
    quantity_refunded: z.number().openapi({ description: 'Units refunded that are not in quantity_cancelled' }),
    quantity_shipped: z.number(),
    unit_price: text.openapi({ description: 'Decimal in the currency of the order' }),
    requires_shipping: z.boolean(),
  })
  .openapi('OrderLine');

const orderStatusSchema = z.enum(['unpaid', 'paid', 'on_hold', 'cancelled', 'closed']);

export const orderSchema = z
  .object({
    id: z.string().max(200),
    number: z.string().openapi({ description: 'The number that people know the order by' }),
    status: orderStatusSchema,
    test: z.boolean(),
    created_at: z.iso.datetime({ offset: true }),
    updated_at: z.iso.datetime({ offset: true }).openapi({
      description: 'Moves with every change to status, lines, quantities, address and refunds',
    }),
    currency: text,
    email: text,
    phone: text,
    ship_to: addressSchema.nullable(),
    shipping: z.object({ code: text, name: text }).nullable(),
    lines: z.array(lineSchema),
  })
  .openapi('Order');

export const orderQuerySchema = z.object({
  updated_since: z.iso.datetime({ offset: true }).optional().openapi({
    description: 'Orders whose updated_at is this or later, in order of (updated_at, id)',
  }),
  cursor: z.string().optional().openapi({ description: 'next_cursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  id: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({ description: 'Only these orders; may be repeated. Ids that are not known are left out' }),
});

export const orderPageSchema = z
  .object({
    orders: z.array(orderSchema),
    next_cursor: z.string().nullable().openapi({ description: 'null on the last page' }),
  })
  .openapi('OrderPage');

const shipmentLineSchema = z.object({ line_id: z.string(), quantity: z.int().min(1) }).openapi('ShipmentLine');

export const newShipmentSchema = z
  .object({
    order_id: z.string(),
    shipment_id: z.string().openapi({ description: 'Cartway’s id of the parcel, the same as the Idempotency-Key' }),
    shipped_at: z.iso.datetime({ offset: true }),
    carrier: z.string(),
    tracking_number: z.string(),
    tracking_url: text,
    lines: z.array(shipmentLineSchema).min(1),
  })
  .openapi('NewShipment');

export const shipmentSchema = newShipmentSchema
  .extend({ id: z.string().openapi({ description: 'The cart’s own id' }), cancelled: z.boolean() })
  .openapi('Shipment');

export const idempotencySchema = z.object({
  'idempotency-key': z.string().min(1).openapi({
    description: 'The same key with the same body answers 200 with what was made first; with another body, 422',
  }),
});

export const shipmentListSchema = z.object({ shipments: z.array(shipmentSchema) }).openapi('ShipmentList');
export const shipmentQuerySchema = z.object({ order_id: z.string() });

export const inventorySchema = z
  .object({
    as_of: z.iso.datetime({ offset: true }).openapi({ description: 'A SKU that was set as of a later time stays' }),
    items: z.array(z.object({ sku: z.string(), available: z.int().min(0) })).max(500),
  })
  .openapi('Inventory');

export const inventoryAnswerSchema = z
  .object({
    accepted: z.int(),
    rejected: z.array(z.object({ sku: z.string(), code: z.string().openapi({ example: 'unknown_sku' }) })),
  })
  .openapi('InventoryAnswer');

export const problemSchema = z
  .object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string().optional() })
  .openapi('Problem', { description: 'RFC 9457 problem details' });

export type Address = z.infer<typeof addressSchema>;
export type Order = z.infer<typeof orderSchema>;
export type OrderLine = z.infer<typeof lineSchema>;
export type OrderStatus = z.infer<typeof orderStatusSchema>;
export type NewShipment = z.infer<typeof newShipmentSchema>;
export type Shipment = z.infer<typeof shipmentSchema>;
export type Inventory = z.infer<typeof inventorySchema>;
export type InventoryAnswer = z.infer<typeof inventoryAnswerSchema>;
