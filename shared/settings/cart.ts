import { z } from 'zod';
import { secondsBetween } from './duration.ts';
import { AT_ONCE } from './slot.ts';
import { slotSchema } from './slot-schema.ts';

const DAY = 86_400;

/** Steps 1 and 4 of design §3, the same for every kind of cart; durations in seconds. */
export const cartSettingsSchema = z.strictObject({
  pullEvery: secondsBetween(30, DAY).default(60),
  /** How long an order can still be changed in the cart before it is sent. */
  editWindow: secondsBetween(0, 7 * DAY).default(0),
  /** When parcels are written to the cart. */
  writeBack: slotSchema.default(AT_ONCE),
  /** When stock is written to the cart: at the end of each reading, or in slots of its own, or never. */
  stock: z.union([slotSchema, z.strictObject({ kind: z.literal('off') })]).default(AT_ONCE),
  /** What a cancellation in the cart does. */
  cancellations: z.enum(['automatic', 'ask']).default('automatic'),
});

export type CartSettings = z.infer<typeof cartSettingsSchema>;
