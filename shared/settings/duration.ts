import { z } from 'zod';

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `5m`, `1h` or `1d` as seconds; null where the text is none of these. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})\s*([smhd])$/.exec(text.trim());
  const unit = match?.[2] ? UNITS[match[2]] : undefined;
  return match?.[1] && unit ? Number(match[1]) * unit : null;
}

/** Seconds in the largest unit that shows them whole: `90s`, `5m`, `1h`. */
export function formatDuration(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = UNITS[unit] ?? 1;
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}

/** Whole seconds between two bounds; the error names the value and the range. */
export function secondsBetween(min: number, max: number) {
  const range = `between ${formatDuration(min)} and ${formatDuration(max)}`;
  return z
    .int({
      error: (issue) => `${JSON.stringify(issue.input)} is not a duration; allowed is ${range}`,
    })
    .min(min, {
      error: (issue) => `${formatDuration(Number(issue.input))} is too short; allowed is ${range}`,
    })
    .max(max, {
      error: (issue) => `${formatDuration(Number(issue.input))} is too long; allowed is ${range}`,
    });
}
