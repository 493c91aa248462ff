import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleState } from '../../database/queries/schedules.ts';
import { cartSettingsSchema } from '../../shared/settings/cart.ts';
import { merchantSettingsSchema } from '../../shared/settings/merchant.ts';
import { desiredSchedules, stableOffset } from '../../workers/schedules/desired.ts';

function state(change: { merchant?: object; cart?: object; connected?: boolean } = {}): ScheduleState {
  return {
    merchants: [
      {
        id: 'acme',
        settings: merchantSettingsSchema.parse(change.merchant ?? {}),
        connected: change.connected ?? true,
      },
    ],
    carts: [{ id: 'shop', merchantId: 'acme', settings: cartSettingsSchema.parse(change.cart ?? {}) }],
  };
}

function ids(input: ScheduleState): string[] {
  return desiredSchedules(input).map(({ id }) => id);
}

describe('desired Schedules', () => {
  it('are one pull for each cart, and tracking and stock for each merchant, at the default times', () => {
    const timings = desiredSchedules(state()).map(({ id, timing }) => [
      id,
      timing.kind === 'interval' && timing.seconds,
    ]);
    expect(timings).toEqual([
      ['tracking:acme', 300],
      ['inventory:acme', 900],
      ['pull:shop', 60],
    ]);
  });

  it('write stock on their own only where its setting is a slot', () => {
    expect(ids(state({ cart: { stock: { kind: 'at_once' } } }))).not.toContain('stock-push:shop');
    expect(ids(state({ cart: { stock: { kind: 'off' } } }))).not.toContain('stock-push:shop');
    const daily = { kind: 'daily', times: ['15:30', '09:00', '09:00'], zone: 'America/New_York' };
    const [push] = desiredSchedules(state({ cart: { stock: daily } })).filter(({ id }) => id === 'stock-push:shop');
    expect(push?.timing).toEqual({ kind: 'daily', minutes: [540, 930], zone: 'America/New_York' });
    const [every] = desiredSchedules(state({ cart: { stock: { kind: 'every', minutes: 20 } } })).slice(-1);
    expect(every).toMatchObject({ id: 'stock-push:shop', timing: { kind: 'interval', seconds: 1200 } });
  });

  it('pause what reads EasyPost while the merchant has no key, and pull all the same', () => {
    const paused = desiredSchedules(state({ connected: false })).filter(({ pausedBecause }) => pausedBecause !== null);
    expect(paused.map(({ id }) => id)).toEqual(['tracking:acme', 'inventory:acme']);
  });

  it('start inside their interval, always at the same second, and never ask for a shorter catch-up than Temporal takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 86_400 }), (pullEvery) => {
        const pull = desiredSchedules(state({ cart: { pullEvery } })).find(({ id }) => id === 'pull:shop');
        expect(pull?.catchupSeconds).toBeGreaterThanOrEqual(10);
        if (pull?.timing.kind !== 'interval') throw new Error('a pull is an interval');
        expect(pull.timing.seconds).toBe(pullEvery);
        expect(pull.timing.offsetSeconds).toBeLessThan(pullEvery);
        expect(pull.timing.offsetSeconds).toBe(stableOffset('pull:shop', pullEvery));
      }),
    );
  });

  it('are spread over their interval, so that merchants do not fire together', () => {
    const offsets = Array.from({ length: 600 }, (_, index) => stableOffset(`tracking:merchant-${index}`, 300));
    const perMinute = [0, 1, 2, 3, 4].map((minute) => offsets.filter((at) => Math.floor(at / 60) === minute).length);
    for (const amount of perMinute) expect(amount).toBeGreaterThan(60);
  });
});
