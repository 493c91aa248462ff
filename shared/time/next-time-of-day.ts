import { dateFormat } from './date-format.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface WallTime {
  day: string;
  minutes: number;
}

function formatFor(zone: string): Intl.DateTimeFormat {
  return dateFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function wallTime(at: number, zone: string): WallTime {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(new Date(at))
      .map((part) => [part.type, part.value]),
  );
  return {
    day: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
    minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

/** The first instant of `day` whose wall clock shows `minutes` or later; null where the day has none. */
function firstInstantOf(day: string, minutes: number, zone: string): number {
  const noonUtc = Date.parse(`${day}T00:00:00Z`);
  const step = 15 * MINUTE;
  let low = noonUtc - 15 * HOUR;
  while (wallTime(low, zone).day < day) low += step;
  while (wallTime(low, zone).day === day && wallTime(low, zone).minutes < minutes) low += step;
  return refine(low - step, low, day, minutes, zone);
}

function refine(before: number, after: number, day: string, minutes: number, zone: string): number {
  for (let at = before; at < after; at += MINUTE) {
    const wall = wallTime(at, zone);
    if (wall.day > day || (wall.day === day && wall.minutes >= minutes)) return at;
  }
  return after;
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);
}

/** `HH:MM` as minutes since midnight. */
export function minutesOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/**
 * The next time after `now` (milliseconds) at which the clock of `zone` shows `time` (`HH:MM`), once a day:
 * of an hour that occurs twice the first one counts, of a skipped hour the first minute after it.
 */
export function nextTimeOfDay(now: number, time: string, zone: string): number {
  const minutes = minutesOfDay(time);
  let day = wallTime(now, zone).day;
  for (;;) {
    const candidate = firstInstantOf(day, minutes, zone);
    if (candidate > now) return candidate;
    day = addDays(day, 1);
  }
}
