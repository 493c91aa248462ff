import { ownValue } from '../../shared/own-value.ts';
import { SystemError, type Reached } from '../errors/system-error.ts';
import { KEY_PREFIX_MODE } from './decisions.ts';
import type { EasypostMode } from './types.ts';

export const MODE_MISMATCH = 'MODE.MISMATCH';

/** The key belongs to the other mode. After a create it names the order, for the caller to cancel. */
export class ModeMismatchError extends SystemError {
  /** The order that was created all the same; null when none was. */
  readonly easypostOrderId: string | null;

  constructor(options: { call: string; reached: Reached; wanted: EasypostMode; seen: string; orderId: string | null }) {
    super({
      type: 'refused',
      system: 'easypost',
      call: options.call,
      reached: options.reached,
      vendorCode: MODE_MISMATCH,
      vendorWords: `the key is set as the ${options.wanted} key, but EasyPost answers in mode ${options.seen}`,
    });
    this.easypostOrderId = options.orderId;
  }
}

/** The mode that a key's prefix tells, or null: not every Fulfillment key has one (easypost.md §1). */
export function modeOfKey(apiKey: string): EasypostMode | null {
  return ownValue(KEY_PREFIX_MODE, apiKey.slice(0, 4)) ?? null;
}

function modeOf(value: unknown): string[] {
  const mode = (value as { mode?: unknown } | null | undefined)?.mode;
  return typeof mode === 'string' ? [mode] : [];
}

/** The modes that an answer shows: of the object itself, or of the rows of a list (every object carries one, §1). */
export function modesIn(body: unknown): Set<string> {
  if (typeof body !== 'object' || body === null) return new Set();
  const rows = Object.values(body).flatMap((value: unknown) => (Array.isArray(value) ? value.flatMap(modeOf) : []));
  const own = modeOf(body);
  // A bare object's own mode counts; its arrays (line items, picks) only repeat it.
  return new Set(own.length > 0 ? own : rows);
}
