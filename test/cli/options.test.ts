import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cartSettingLines } from '../../cli/options/cart-settings.ts';
import { merchantSettingLines } from '../../cli/options/merchant-settings.ts';
import {
  durationOption,
  pairOption,
  slotOption,
  stockOption,
  timeOption,
  timeToComeOption,
} from '../../cli/options/values.ts';
import { parseInput } from '../../operations/failures.ts';
import { cartSettingsSchema } from '../../shared/settings/cart.ts';
import { formatDuration } from '../../shared/settings/duration.ts';
import { merchantSettingsSchema } from '../../shared/settings/merchant.ts';
import type { Slot } from '../../shared/settings/slot.ts';

const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
const timeText = time.map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const zone = fc.constantFrom('America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'UTC');
const slot: fc.Arbitrary<Slot> = fc.oneof(
  fc.constant({ kind: 'at_once' as const }),
  fc.record({ kind: fc.constant('every' as const), minutes: fc.integer({ min: 1, max: 1440 }) }),
  fc.record({ kind: fc.constant('daily' as const), times: fc.array(timeText, { minLength: 1, maxLength: 48 }), zone }),
);

describe('settings as options', () => {
  it('are read back as they are shown, for every merchant', () => {
    const settings = fc.record({
      send: slot,
      trackingEvery: fc.integer({ min: 60, max: 86_400 }),
      inventoryEvery: fc.integer({ min: 60, max: 86_400 }),
      retryTime: timeText,
      retryZone: zone,
    });
    fc.assert(
      fc.property(settings, (wanted) => {
        const shown = new Map(merchantSettingLines(wanted).map(([name = '', value = '']) => [name, value]));
        const read = {
          send: slotOption(shown.get('--send') ?? ''),
          trackingEvery: durationOption(shown.get('--tracking-every') ?? ''),
          inventoryEvery: durationOption(shown.get('--inventory-every') ?? ''),
          retryTime: shown.get('--retry-time'),
          retryZone: shown.get('--retry-zone'),
        };
        expect(merchantSettingsSchema.parse(read)).toEqual(wanted);
      }),
    );
  });

  it('are read back as they are shown, for every cart', () => {
    const settings = fc.record({
      pullEvery: fc.integer({ min: 30, max: 86_400 }),
      editWindow: fc.integer({ min: 0, max: 7 * 86_400 }),
      writeBack: slot,
      stock: fc.oneof(slot, fc.constant({ kind: 'off' as const })),
      cancellations: fc.constantFrom('automatic' as const, 'ask' as const),
    });
    fc.assert(
      fc.property(settings, (wanted) => {
        const shown = new Map(cartSettingLines(wanted).map(([name = '', value = '']) => [name, value]));
        const read = {
          pullEvery: durationOption(shown.get('--pull-every') ?? ''),
          editWindow: durationOption(shown.get('--edit-window') ?? ''),
          writeBack: slotOption(shown.get('--write-back') ?? ''),
          stock: stockOption(shown.get('--stock') ?? ''),
          cancellations: shown.get('--cancellations'),
        };
        expect(cartSettingsSchema.parse(read)).toEqual(wanted);
      }),
    );
  });

  it('refuse durations outside their range by naming value and range', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 86_401, max: 1e6 })), (seconds) => {
        const read = () => parseInput(merchantSettingsSchema, { trackingEvery: seconds });
        expect(read).toThrow(`${formatDuration(seconds)} is too`);
        expect(read).toThrow('allowed is between 1m and 1d');
      }),
    );
  });

  it.each(['', '5', '5x', '-5m', '1.5h', 'm'])('take no such duration: %j', (text) => {
    expect(() => durationOption(text)).toThrow('allowed are 30s, 5m, 2h or 1d');
  });

  it.each([
    '',
    'now',
    'every',
    'every 0m',
    'every 2d',
    'every 90s',
    'daily',
    'daily 24:00',
    'daily 9:00',
    'daily 09:00 Mars',
  ])('take no such schedule: %j', (text) => {
    expect(() => slotOption(text)).toThrow('allowed is "at-once"');
  });

  it.each(['tomorrow', '2026-13-01', '2026-11-22T25:00', '22.11.2026'])('take no such time: %j', (text) => {
    expect(() => timeOption(text)).toThrow(`"${text}" is not a time`);
    expect(() => timeToComeOption(text)).toThrow(`"${text}" is not a time`);
  });

  it('read times with a zone as that instant', () => {
    expect(timeOption('2026-11-23T09:00-08:00')).toEqual(new Date('2026-11-23T17:00:00Z'));
  });

  it('collect pairs, and JSON in their values', () => {
    expect(pairOption('paidStates=["Paid"]', pairOption('url=https://x.example/a?b=c'))).toEqual({
      url: 'https://x.example/a?b=c',
      paidStates: ['Paid'],
    });
    expect(() => pairOption('url')).toThrow('allowed is name=value');
  });
});
