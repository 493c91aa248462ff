import { z } from 'zod';
import { apiUrlSchema } from '../api-url.ts';
import { cartIdSchema, wholeText } from '../id-schema.ts';

const RESERVED_HEADERS = [
  'accept',
  'connection',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'transfer-encoding',
];

export const genericConnectionSchema = z.strictObject({
  ordersUrl: apiUrlSchema,
  shipmentsUrl: apiUrlSchema,
  inventoryUrl: apiUrlSchema,
  /** Header that carries the token by itself; default: `Authorization: Bearer <token>`. */
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, { error: 'allowed is the name of an HTTP header' })
    .refine((name) => !RESERVED_HEADERS.includes(name.toLowerCase()), {
      error: `allowed is any header but ${RESERVED_HEADERS.join(', ')}`,
    })
    .optional(),
});

const headerValue = z.string().regex(/^[\x21-\x7e]+$/, { error: 'allowed are printable characters without spaces' });

/** A token, or a user name and password for HTTP Basic. */
export const genericCredentialsSchema = z.union([
  z.strictObject({ token: headerValue }),
  z.strictObject({
    username: z.string().regex(/^[^:]+$/, { error: 'allowed is a name without ":"' }),
    password: z.string(),
  }),
]);

export type GenericConnection = z.infer<typeof genericConnectionSchema>;
export type GenericCredentials = z.infer<typeof genericCredentialsSchema>;

/** Ids may be numbers in the cart; they are text here. */
const id = z.union([cartIdSchema, z.int()]).transform(String);
const text = z.string().nullish();
const units = z.number().nullish();
const date = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

const addressSchema = z.object({
  name: text,
  company: text,
  street1: text,
  street2: text,
  city: text,
  state: text,
  postal_code: text,
  country: text,
  phone: text,
});

const lineSchema = z.object({
  id,
  sku: text,
  name: text,
  quantity: z.number(),
  quantity_cancelled: units,
  quantity_refunded: units,
  quantity_shipped: units,
  requires_shipping: z.boolean().nullish(),
});

export const genericOrderSchema = z.object({
  id,
  number: z.union([z.string(), z.int()]).transform(String).nullish(),
  status: z.enum(['unpaid', 'paid', 'on_hold', 'cancelled', 'closed']),
  test: z.boolean().nullish(),
  created_at: date,
  updated_at: date,
  currency: text,
  email: text,
  phone: text,
  ship_to: addressSchema.nullish(),
  shipping: z.object({ code: text, name: text }).nullish(),
  lines: z.array(lineSchema),
});

export type GenericOrder = z.infer<typeof genericOrderSchema>;
export type GenericLine = z.infer<typeof lineSchema>;

/** It goes into an address and into PostgreSQL. */
const cursor = wholeText.regex(/^[^\p{Cc}\p{Cs}]{1,2000}$/u);

export const orderPageSchema = z.object({ orders: z.array(z.unknown()), next_cursor: cursor.nullish() });

export const shipmentSchema = z.object({
  id,
  tracking_number: wholeText.nullish(),
  cancelled: z.boolean().nullish(),
  lines: z.array(z.object({ line_id: id, quantity: z.number() })),
});

export type GenericShipment = z.infer<typeof shipmentSchema>;

export const shipmentListSchema = z.object({ shipments: z.array(shipmentSchema) });
export const createdShipmentSchema = z.object({ id });
export const inventoryAnswerSchema = z.object({
  rejected: z.array(z.object({ sku: z.string(), code: z.string() })).nullish(),
});
