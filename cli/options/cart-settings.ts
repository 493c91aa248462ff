import type { Command } from 'commander';
import type { CartSettings } from '../../shared/settings/cart.ts';
import { formatDuration } from '../../shared/settings/duration.ts';
import { formatSlot } from '../../shared/settings/slot-schema.ts';
import { durationOption, slotOption, stockOption } from './values.ts';

const NAMES = ['pullEvery', 'editWindow', 'writeBack', 'stock', 'cancellations'] as const;

export type CartOptions = { [Name in (typeof NAMES)[number]]?: unknown };

/** The options of a cart's settings: one each, named as the setting is. */
export function cartOptions(command: Command): Command {
  return command
    .option('--pull-every <duration>', 'how often orders are pulled, 30s to 1d', durationOption)
    .option('--edit-window <duration>', 'how long an order can still be changed in the cart, 0 to 7d', durationOption)
    .option('--write-back <when>', 'when parcels are written to the cart: at-once, "every 15m", "daily …"', slotOption)
    .option('--stock <when>', 'when stock is written to the cart: as --write-back, or off', stockOption)
    .option('--cancellations <what>', 'what a cancellation in the cart does: automatic or ask');
}

/** The settings that were given. */
export function cartSettingsFrom(options: CartOptions): Record<string, unknown> {
  return Object.fromEntries(NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** Settings as their options are written. */
export function cartSettingLines(settings: CartSettings): string[][] {
  return [
    ['--pull-every', formatDuration(settings.pullEvery)],
    ['--edit-window', formatDuration(settings.editWindow)],
    ['--write-back', formatSlot(settings.writeBack)],
    ['--stock', settings.stock.kind === 'off' ? 'off' : formatSlot(settings.stock)],
    ['--cancellations', settings.cancellations],
  ];
}
