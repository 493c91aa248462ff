import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; returns at once when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Waits until the clock shows `at` (milliseconds since the epoch), or `signal` aborts. */
export function pauseUntil(at: number, signal: AbortSignal): Promise<void> {
  return pause(at - Date.now(), signal);
}

/** Tries again and again until `attempt` gives something other than null, or `signal` aborts. Failures count as null. */
export async function untilDone<T>(
  attempt: () => Promise<T | null>,
  signal: AbortSignal,
  everyMs = 300,
): Promise<T | null> {
  while (!signal.aborted) {
    // What is tried here needs parts that are being killed: a failure is expected, and tried again.
    const result = await attempt().catch(() => null);
    if (result !== null) return result;
    await pause(everyMs, signal);
  }
  return null;
}
