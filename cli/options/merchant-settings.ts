import type { Command } from 'commander';
import type { MerchantSettings } from '../../shared/settings/merchant.ts';
import { formatDuration } from '../../shared/settings/duration.ts';
import { formatSlot } from '../../shared/settings/slot-schema.ts';
import { durationOption, slotOption } from './values.ts';

const NAMES = ['send', 'trackingEvery', 'inventoryEvery', 'retryTime', 'retryZone'] as const;

export type MerchantOptions = { [Name in (typeof NAMES)[number]]?: unknown };

/** The options of a merchant's settings: one each, named as the setting is. */
export function merchantOptions(command: Command): Command {
  return command
    .option('--send <when>', 'when orders go to EasyPost: at-once, "every 15m", "daily 09:00,15:30 <zone>"', slotOption)
    .option('--tracking-every <duration>', 'how often tracking is read, 1m to 1d', durationOption)
    .option('--inventory-every <duration>', 'how often stock is read, 1m to 1d', durationOption)
    .option('--retry-time <HH:MM>', 'when backordered orders are sent again')
    .option('--retry-zone <zone>', 'time zone of --retry-time');
}

/** The settings that were given. */
export function merchantSettingsFrom(options: MerchantOptions): Record<string, unknown> {
  return Object.fromEntries(NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** Settings as their options are written. */
export function merchantSettingLines(settings: MerchantSettings): string[][] {
  return [
    ['--send', formatSlot(settings.send)],
    ['--tracking-every', formatDuration(settings.trackingEvery)],
    ['--inventory-every', formatDuration(settings.inventoryEvery)],
    ['--retry-time', settings.retryTime],
    ['--retry-zone', settings.retryZone],
  ];
}
