import { z } from 'zod';
import { ApiError } from './api-error.ts';

/** Request bodies. Unknown fields are dropped: clients send whole objects back (easypost.md §2). */
const text = z.string().trim().min(1);
const optionalText = z.string().nullish();
const record = z.record(z.string(), z.unknown());
const units = z.number().int().min(1);
const measure = z.object({ value: z.number().nonnegative(), unit: z.string().optional() }).nullish();

/** By id, by barcode, or the whole product. */
const productRef = z.object({ id: optionalText, barcode: optionalText });

const lineItem = z.object({ product: productRef.optional(), product_id: optionalText, units });

export const orderBody = z.object({
  service: text,
  destination: record,
  line_items: z.array(lineItem).min(1),
  description: optionalText,
  shipment_options: record.nullish(),
  inserts: z.array(record).nullish(),
  latest_delivery: optionalText,
});

export const productBody = z.object({
  title: text,
  barcode: text,
  type: text.default('merchandise'),
  origin_country: optionalText,
  hs_code: optionalText,
  requires_serial_tracking: z.boolean().default(false),
  length: measure,
  width: measure,
  height: measure,
  weight: measure,
  price: measure,
});

export const productChange = productBody.extend({ type: text, requires_serial_tracking: z.boolean() }).partial();

export const serialNumberBody = z.object({ value: text });

export const noticeBody = z.object({ warehouse_id: text, estimated_delivery: optionalText, comments: optionalText });

export const packageBody = z.object({
  name: optionalText,
  comments: optionalText,
  tracking_code: optionalText,
  line_items: z.array(lineItem).min(1),
});

export const returnBody = z.object({
  order_id: text,
  line_items: z.array(lineItem.extend({ reason_type: optionalText })).min(1),
  destination_address: record.optional(),
  origin_address: record.optional(),
});

export const webhookBody = z.object({ url: z.url(), webhook_secret: optionalText });

export type OrderBody = z.output<typeof orderBody>;
export type LineBody = z.output<typeof lineItem>;

/** Reads a body; what is missing or wrong is refused, each field named. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.some((issue) => issue.message.includes('received undefined'));
  const fields = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  throw new ApiError(missing ? 'required' : 'invalid', fields);
}
