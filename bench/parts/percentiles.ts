/** The smallest value that at least `share` (0 to 1) of all values do not exceed; NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle one of an odd number of values, else the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export interface Spread {
  count: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Milliseconds as a spread in seconds. */
export function spreadOf(milliseconds: readonly number[]): Spread {
  const at = (share: number) => round(percentile(milliseconds, share) / 1000);
  return { count: milliseconds.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Rounded for people; two digits after the point unless said otherwise. */
export function round(value: number, digits = 2): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
