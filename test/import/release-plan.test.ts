import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildReleasePlan, firstSending } from '../../activities/orders/import/release-plan.ts';
import type { Slot } from '../../shared/settings/slot.ts';
import { nextSlot } from '../../shared/time/next-slot.ts';

const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
const slots: fc.Arbitrary<Slot> = fc.oneof(
  fc.constant<Slot>({ kind: 'at_once' }),
  fc.integer({ min: 1, max: 1440 }).map((minutes): Slot => ({ kind: 'every', minutes })),
  fc
    .constantFrom('00:00', '09:30', '23:59')
    .map((time): Slot => ({ kind: 'daily', times: [time], zone: 'America/New_York' })),
);

it('sends no order before its edit window is over, nor outside the slots of the merchant', () => {
  fc.assert(
    fc.property(times, times, fc.integer({ min: 0, max: 604_800 }), slots, (placedAt, now, editWindow, send) => {
      const plan = buildReleasePlan({ editWindow }, { send }, [], { placedAt, seenAt: now });
      const at = firstSending(plan, now).getTime();
      expect(at).toBeGreaterThanOrEqual(now.getTime());
      expect(at).toBe(nextSlot(at, send));
      const over = Math.min(placedAt.getTime(), now.getTime()) + editWindow * 1000;
      expect(at).toBeGreaterThanOrEqual(over);
    }),
  );
});

it('does not let a cart clock that is an hour ahead lengthen the edit window', () => {
  const seenAt = new Date('2026-06-01T12:00:00Z');
  const placedAt = new Date('2026-06-01T13:00:00Z');
  const plan = buildReleasePlan({ editWindow: 600 }, { send: { kind: 'at_once' } }, [], { placedAt, seenAt });
  expect(plan.editUntil).toBe('2026-06-01T12:10:00.000Z');
});

it('carries the holds that are in force, with their ends', () => {
  const until = new Date('2026-06-02T00:00:00Z');
  const times = { placedAt: until, seenAt: until };
  const holds = [
    { id: 'h1', until },
    { id: 'h2', until: null },
  ];
  const plan = buildReleasePlan({ editWindow: 0 }, { send: { kind: 'at_once' } }, holds, times);
  expect(plan.holds).toEqual([{ holdId: 'h1', until: '2026-06-02T00:00:00.000Z' }, { holdId: 'h2' }]);
  expect(plan.editUntil).toBeUndefined();
});
