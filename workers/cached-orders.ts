/**
 * An order that is not kept in memory is replayed when it wakes, which costs three times as much. Beyond this many the
 * memory, about 0.25 MB each, is worth more.
 */
const MOST = 2_000;
const FEWEST = 50;

const MB = 1024 ** 2;
/** What a worker needs beside the orders that it keeps. */
const BASE_MB = 200;
/** Orders per MB of the rest, as the SDK's own default reckons: it leaves room for histories under way. */
const PER_MB = 600 / 1024;

/** How many orders' workflows a worker keeps in memory, by the limit of its heap in bytes (`--max-old-space-size`). */
export function cachedOrders(heapLimitBytes: number): number {
  const spareMb = Math.max(heapLimitBytes / MB - BASE_MB, 0);
  return Math.min(MOST, Math.max(FEWEST, Math.floor(spareMb * PER_MB)));
}
