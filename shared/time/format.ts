import { dateFormat } from './date-format.ts';

/** `1:00 AM PT, 23 Nov`: an instant (milliseconds) as people in `zone` say it. */
export function formatWallTime(at: number, zone: string): string {
  const date = new Date(at);
  const time = dateFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'shortGeneric',
  }).format(date);
  const day = dateFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short' }).format(date);
  // ICU puts a narrow no-break space before AM and PM.
  return `${time.replaceAll(' ', ' ')}, ${day}`;
}
