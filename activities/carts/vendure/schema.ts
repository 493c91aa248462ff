import { z } from 'zod';
import { apiUrlSchema } from '../api-url.ts';
import { cartIdSchema, wholeText } from '../id-schema.ts';

const headerValue = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, { error: 'allowed are printable characters without spaces' });

export const vendureConnectionSchema = z.strictObject({
  /** The Admin API's address, for example `https://shop.example.com/admin-api`. */
  url: apiUrlSchema,
  /** Token of the channel whose orders are taken; default: the key's default channel. */
  channelToken: headerValue.optional(),
  /** Where stock is set; default: the first stock location. */
  stockLocationId: z.string().min(1).max(100).optional(),
  /** Further states that mean paid and to be shipped: the shop's own, or `PaymentAuthorized`. */
  paidStates: z.array(z.string().min(1).max(100)).max(50).optional(),
  /** A custom field of product variants that is true for what needs no shipping, for example `isDigital`. */
  digitalField: z
    .string()
    .regex(/^[A-Za-z_]\w{0,99}$/, { error: 'allowed is the name of a custom field of ProductVariant' })
    .optional(),
});

/** `apiKey` as `createApiKey` returns it: `<id>:<secret>`. */
export const vendureCredentialsSchema = z.strictObject({ apiKey: headerValue });

export type VendureConnection = z.infer<typeof vendureConnectionSchema>;
export type VendureCredentials = z.infer<typeof vendureCredentialsSchema>;

const id = cartIdSchema;
const text = z.string().nullish();
const date = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

const addressSchema = z.object({
  fullName: text,
  company: text,
  streetLine1: text,
  streetLine2: text,
  city: text,
  province: text,
  postalCode: text,
  country: text,
  countryCode: text,
  phoneNumber: text,
});

const lineSchema = z.object({
  id,
  quantity: z.number(),
  orderPlacedQuantity: z.number(),
  productVariant: z.object({
    sku: z.string(),
    name: z.string(),
    customFields: z.record(z.string(), z.unknown()).nullish(),
  }),
  fulfillmentLines: z.array(z.object({ quantity: z.number(), fulfillment: z.object({ state: z.string() }) })).nullish(),
});

const refundSchema = z.object({
  state: z.string(),
  lines: z.array(z.object({ orderLineId: id, quantity: z.number() })),
});

export const vendureOrderSchema = z.object({
  id,
  code: z.string().min(1),
  state: z.string(),
  createdAt: date,
  orderPlacedAt: date.nullish(),
  currencyCode: z.string(),
  customer: z.object({ emailAddress: text }).nullish(),
  shippingAddress: addressSchema.nullish(),
  shippingLines: z.array(z.object({ shippingMethod: z.object({ code: z.string() }) })),
  lines: z.array(lineSchema),
  payments: z.array(z.object({ refunds: z.array(refundSchema) })).nullish(),
});

export type VendureOrder = z.infer<typeof vendureOrderSchema>;
export type VendureLine = z.infer<typeof lineSchema>;
export type VendureAddress = z.infer<typeof addressSchema>;

export const fulfillmentSchema = z.object({
  id,
  state: z.string(),
  trackingCode: wholeText.nullish(),
  lines: z.array(z.object({ orderLineId: id, quantity: z.number() })),
});

export type VendureFulfillment = z.infer<typeof fulfillmentSchema>;

/** A mutation's union: what it made, or one of the domain errors. */
export const outcomeSchema = z.union([
  z.object({ errorCode: z.string(), message: z.string(), transitionError: text, fulfillmentHandlerError: text }),
  z.object({ id, state: z.string() }),
]);
