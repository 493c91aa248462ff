import type { Slot } from '../settings/slot.ts';
import { nextTimeOfDay } from './next-time-of-day.ts';

const MINUTE = 60_000;

/**
 * The first time at or after `now` (milliseconds) that `slot` allows. `every` counts from the epoch in UTC,
 * so that all orders of a merchant share the same slots.
 */
export function nextSlot(now: number, slot: Slot): number {
  switch (slot.kind) {
    case 'at_once':
      return now;
    case 'every': {
      const length = slot.minutes * MINUTE;
      return Math.ceil(now / length) * length;
    }
    case 'daily':
      return Math.min(...slot.times.map((time) => nextTimeOfDay(now - 1, time, slot.zone)));
  }
}
