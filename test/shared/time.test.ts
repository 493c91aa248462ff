import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSlot } from '../../shared/time/next-slot.ts';
import { minutesOfDay, nextTimeOfDay } from '../../shared/time/next-time-of-day.ts';
import { formatWallTime } from '../../shared/time/format.ts';

const LA = 'America/Los_Angeles';
const DAY = 86_400_000;

function next(now: string, time = '01:00', zone = LA): string {
  return new Date(nextTimeOfDay(Date.parse(now), time, zone)).toISOString().replace(':00.000Z', 'Z');
}

/** Minutes since midnight on the clock of `zone`. */
function wallMinutes(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return minutesOfDay(format.format(new Date(at)));
}

describe('The next 1 AM Pacific', () => {
  it.each([
    ['before the first 1 AM of the day that has two', '2026-11-01T07:30Z', '2026-11-01T08:00Z'],
    ['at the first 1 AM: the second one does not count', '2026-11-01T08:00Z', '2026-11-02T09:00Z'],
    ['between the two', '2026-11-01T08:30Z', '2026-11-02T09:00Z'],
    ['at the second 1 AM', '2026-11-01T09:00Z', '2026-11-02T09:00Z'],
    ['before the day that loses an hour after 1 AM', '2026-03-08T08:30Z', '2026-03-08T09:00Z'],
    ['at 1 AM of the day of 23 hours', '2026-03-08T09:00Z', '2026-03-09T08:00Z'],
    ['in summer', '2026-07-15T09:00Z', '2026-07-16T08:00Z'],
    ['in winter, over the new year', '2026-12-31T09:00Z', '2027-01-01T09:00Z'],
  ])('%s', (_what, now, expected) => {
    expect(next(now)).toBe(expected);
  });

  it('of a skipped hour is the first minute after it', () => {
    expect(next('2026-03-08T08:30Z', '02:30')).toBe('2026-03-08T10:00Z');
    expect(next('2026-03-08T10:00Z', '02:30')).toBe('2026-03-09T09:30Z');
  });

  it('works in zones with odd offsets and on both sides of the date line', () => {
    expect(next('2026-06-01T00:00Z', '01:00', 'Asia/Kathmandu')).toBe('2026-06-01T19:15Z');
    expect(next('2026-06-01T00:00Z', '01:00', 'Pacific/Kiritimati')).toBe('2026-06-01T11:00Z');
    expect(next('2026-06-01T00:00Z', '01:00', 'Pacific/Pago_Pago')).toBe('2026-06-01T12:00Z');
  });

  it('of a clock that goes backwards is never after the one found before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: DAY }), (now, back) => {
        expect(nextTimeOfDay(now - back, '01:00', LA)).toBeLessThanOrEqual(nextTimeOfDay(now, '01:00', LA));
      }),
    );
  });

  it('is after now, at most 25 hours away, and shows the time unless the clock skips it', () => {
    const zones = fc.constantFrom(LA, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC');
    const times = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    fc.assert(
      fc.property(fc.integer({ min: 1.6e12, max: 2e12 }), zones, times, (now, zone, [hour, minute]) => {
        const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        const found = nextTimeOfDay(now, time, zone);
        expect(found).toBeGreaterThan(now);
        expect(found - now).toBeLessThanOrEqual(25 * 3_600_000);
        const late = wallMinutes(found, zone) - minutesOfDay(time);
        const skipped = late > 0 && late < 60 && wallMinutes(found - 60_000, zone) < minutesOfDay(time);
        expect(late === 0 || skipped).toBe(true);
      }),
    );
  });
});

describe('A slot', () => {
  it('at once is now', () => {
    expect(nextSlot(1234, { kind: 'at_once' })).toBe(1234);
  });

  it('every N minutes is on a multiple, at or after now, and less than N minutes away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 1440 }), (now, minutes) => {
        const slot = nextSlot(now, { kind: 'every', minutes });
        expect(slot % (minutes * 60_000)).toBe(0);
        expect(slot).toBeGreaterThanOrEqual(now);
        expect(slot - now).toBeLessThan(minutes * 60_000);
      }),
    );
  });

  it('daily is the first of its times, the one that is now included', () => {
    const slot = { kind: 'daily', times: ['15:30', '09:00'], zone: 'America/New_York' } as const;
    const at = (now: string) => new Date(nextSlot(Date.parse(now), { ...slot, times: [...slot.times] })).toISOString();
    expect(at('2026-06-01T12:00:00Z')).toBe('2026-06-01T13:00:00.000Z');
    expect(at('2026-06-01T13:00:00Z')).toBe('2026-06-01T13:00:00.000Z');
    expect(at('2026-06-01T13:00:01Z')).toBe('2026-06-01T19:30:00.000Z');
    expect(at('2026-06-01T19:31:00Z')).toBe('2026-06-02T13:00:00.000Z');
  });
});

describe('A time for people', () => {
  it('names the clock that it means', () => {
    expect(formatWallTime(Date.parse('2026-11-23T09:00:00Z'), LA)).toBe('1:00 AM PT, 23 Nov');
  });
});
