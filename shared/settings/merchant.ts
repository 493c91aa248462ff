import { z } from 'zod';
import { secondsBetween } from './duration.ts';
import { AT_ONCE } from './slot.ts';
import { slotSchema, timeOfDaySchema, timeZoneSchema } from './slot-schema.ts';

const DAY = 86_400;

/** Steps 2 and 3 of design §3; durations in seconds. */
export const merchantSettingsSchema = z.strictObject({
  /** When orders are sent to EasyPost. */
  send: slotSchema.default(AT_ONCE),
  trackingEvery: secondsBetween(60, DAY).default(300),
  inventoryEvery: secondsBetween(60, DAY).default(900),
  /** When backordered orders are tried again by themselves. */
  retryTime: timeOfDaySchema.default('01:00'),
  retryZone: timeZoneSchema.default('America/Los_Angeles'),
});

export type MerchantSettings = z.infer<typeof merchantSettingsSchema>;
