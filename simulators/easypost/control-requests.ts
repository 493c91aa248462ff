import { z } from 'zod';

/** Bodies of the control calls; unknown fields are refused, so that a slip of the pen shows. */
const text = z.string().min(1);
const quantity = z.number().int().min(0);
const ms = z.number().int().min(0).max(86_400_000);

export const accountRequest = z.strictObject({
  testKey: text,
  productionKey: text,
  /** Names; default one. */
  warehouses: z.array(text).min(1).optional(),
});

export const productsRequest = z.strictObject({
  key: text,
  products: z.array(z.strictObject({ barcode: text, title: text.optional(), quantity: quantity.optional() })).min(1),
});

export const stockRequest = z.strictObject({
  key: text,
  barcode: text,
  /** Available units from now on. */
  quantity,
  /** Name or id; default the first. */
  warehouse: text.optional(),
});

export const addStockRequest = z.strictObject({
  key: text,
  barcode: text,
  /** Added to what is available. */
  units: z.number().int().min(1),
  warehouse: text.optional(),
});

const parcel = z.strictObject({
  /** Units per barcode; everything left where not given. */
  units: z.record(z.string(), z.number().int().min(1)).optional(),
  carrier: text.optional(),
  trackingCode: text.optional(),
});

export const shipRequest = z.strictObject({ parcels: z.array(parcel).min(1).default([{}]) });

export const shipAllRequest = z.strictObject({
  /** Only this key's orders. */
  key: text.optional(),
  /** Per order. */
  parcels: z.number().int().min(1).max(100).default(1),
});

export const trackerRequest = z.strictObject({ key: text, trackingCode: text, status: text });

export const bulkOrdersRequest = z.strictObject({
  key: text,
  barcode: text,
  count: z.number().int().min(1).max(1_000_000),
  idPrefix: text,
});

export const keyRequest = z.strictObject({ key: text, active: z.boolean() });

export const speedRequest = z.strictObject({
  /** Null: orders move only by control calls. */
  speed: z
    .strictObject({ pickMs: ms, shipMs: ms, betweenParcelsMs: ms, parcels: z.number().int().min(1).max(100) })
    .nullable(),
});

export type NewProducts = z.input<typeof productsRequest>['products'];
export type ParcelRequest = z.input<typeof parcel>;
