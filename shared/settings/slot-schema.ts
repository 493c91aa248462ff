import { z } from 'zod';
import { parseDuration } from './duration.ts';
import type { Slot } from './slot.ts';

const ALLOWED = '"at-once", "every 15m" (1m to 24h) or "daily 09:00,15:30 America/New_York"';

/** `HH:MM` on a 24-hour clock. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: (issue) => `"${String(issue.input)}" is not a time; allowed is 00:00 to 23:59`,
});

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** An IANA time zone that this machine knows. */
export const timeZoneSchema = z.string().refine(isTimeZone, {
  error: (issue) => `"${String(issue.input)}" is not a time zone; allowed are IANA names such as America/Los_Angeles`,
});

export const slotSchema: z.ZodType<Slot> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('at_once') }),
  z.object({ kind: z.literal('every'), minutes: z.int().min(1).max(1440) }),
  z.object({
    kind: z.literal('daily'),
    times: z.array(timeOfDaySchema).min(1).max(48),
    zone: timeZoneSchema,
  }),
]);

/** Reads a slot as an operator writes it; throws an error that names the value and what is allowed. */
export function parseSlot(text: string): Slot {
  const [word, rest, zone] = text.trim().split(/\s+/);
  const slot = slotFrom(word, rest, zone);
  const parsed = slotSchema.safeParse(slot);
  if (!parsed.success) throw new Error(`"${text}" is not a schedule; allowed is ${ALLOWED}`);
  return parsed.data;
}

function slotFrom(word: string | undefined, rest: string | undefined, zone: string | undefined): unknown {
  if (word === 'at-once' && rest === undefined) return { kind: 'at_once' };
  if (word === 'every' && rest && zone === undefined)
    return { kind: 'every', minutes: (parseDuration(rest) ?? 0) / 60 };
  if (word === 'daily' && rest) return { kind: 'daily', times: rest.split(','), zone: zone ?? 'America/Los_Angeles' };
  return null;
}

/** A slot as an operator writes it. */
export function formatSlot(slot: Slot): string {
  switch (slot.kind) {
    case 'at_once':
      return 'at-once';
    case 'every':
      return `every ${slot.minutes}m`;
    case 'daily':
      return `daily ${slot.times.join(',')} ${slot.zone}`;
  }
}
