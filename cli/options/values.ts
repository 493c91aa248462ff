import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { InputError } from '../../operations/failures.ts';
import { parseDuration } from '../../shared/settings/duration.ts';
import { parseSlot } from '../../shared/settings/slot-schema.ts';
import type { Slot } from '../../shared/settings/slot.ts';

/** Makes a parser of option values whose errors commander puts after the option's name and value. */
function orInvalid<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}

/** `90s`, `5m`, `1h` or `1d`, in seconds. */
export const durationOption = orInvalid((text: string): number => {
  const seconds = text === '0' ? 0 : parseDuration(text);
  if (seconds === null) throw new Error(`"${text}" is not a duration; allowed are 30s, 5m, 2h or 1d`);
  return seconds;
});

/** `at-once`, `every 15m` or `daily 09:00,15:30 America/New_York`. */
export const slotOption = orInvalid(parseSlot);

/** A slot, or `off`. */
export const stockOption = orInvalid((text: string): Slot | { kind: 'off' } =>
  text.trim() === 'off' ? { kind: 'off' } : parseSlot(text),
);

export const numberOption = orInvalid((text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Error(`"${text}" is not a number`);
  return value;
});

/** A whole number between two bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return orInvalid((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
      throw new Error(`"${text}" is not allowed; allowed are whole numbers from ${min} to ${max}`);
    }
    return value;
  });
}

export const portOption = wholeNumber(1, 65_535);

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** A date or time (`2026-11-23`, `2026-11-23T09:00-08:00`); without a zone it is the machine's. */
export const timeOption = orInvalid((text: string): Date => {
  // A bare date would be midnight UTC, which is not what a person on this machine means.
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  if (!ISO.test(text) || Number.isNaN(at.getTime())) {
    throw new Error(`"${text}" is not a time; allowed are 2026-11-23 and 2026-11-23T09:00-08:00`);
  }
  return at;
});

/** A time to come: as {@link timeOption}, or a duration from now. */
export const timeToComeOption = orInvalid((text: string): Date => {
  const seconds = parseDuration(text);
  if (seconds !== null) return new Date(Date.now() + seconds * 1000);
  try {
    return timeOption(text);
  } catch {
    throw new Error(`"${text}" is not a time; allowed are 2h, 3d, 2026-11-23 and 2026-11-23T09:00-08:00`);
  }
});

/** Collects `name=value` into one object; a value that begins with `[` or `{` is JSON. */
export function pairOption(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const match = /^([A-Za-z]\w*)=(.*)$/s.exec(text);
  if (!match?.[1]) throw new InvalidArgumentError('It is not a pair; allowed is name=value');
  const value = match[2] ?? '';
  return {
    ...before,
    [match[1]]: /^[[{]/.test(value) ? orInvalid((json: string): unknown => JSON.parse(json))(value) : value,
  };
}

/** The text of a file, or of standard input for `-`; a line break at its end is not part of it. `place`: which option it is. */
export function readText(path: string, place: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new InputError(place, `"${path}" cannot be read (${code}); allowed is a file, or - for standard input`);
  }
}
