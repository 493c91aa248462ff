const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** A length of time in its two largest units: `1 d 3 h`, `5 min`, `40 s`. */
export function lengthOfTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const first = UNITS.findIndex(([size]) => seconds >= size);
  if (first === -1) return '0 s';
  const [size = 1, unit = 's'] = UNITS[first] ?? [];
  const [nextSize, nextUnit] = UNITS[first + 1] ?? [];
  const rest = nextSize === undefined ? 0 : Math.floor((seconds % size) / nextSize);
  return `${Math.floor(seconds / size)} ${unit}${rest > 0 ? ` ${rest} ${nextUnit}` : ''}`;
}

/** A time as the reader's clock shows it: `23 Nov 2026, 01:00 GMT-8`. */
export function localTime(at: Date, zone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at);
}

/** A time by the reader's clock and from now: `23 Nov 2026, 01:00 GMT-8 (in 5 h 12 min)`. */
export function when(at: Date, now: Date, zone?: string): string {
  const ahead = at.getTime() - now.getTime();
  const relative = ahead >= 0 ? `in ${lengthOfTime(ahead)}` : `${lengthOfTime(-ahead)} ago`;
  return `${localTime(at, zone)} (${relative})`;
}
