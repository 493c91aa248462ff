import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../runtime/log.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Name and code of an error: enough to find the cause, nothing of what was sent. */
export function errorLine(error: unknown): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  return [name ?? 'Error', code, message].filter(Boolean).join(' ').slice(0, 300);
}

/**
 * Tries `attempt` until it succeeds, with growing pauses, and logs what is missing. Rejects when `signal` aborts.
 * `attempt` throws while its part is away.
 */
export async function untilReady<T>(
  what: string,
  attempt: () => Promise<T>,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ error: errorLine(error), retryMs: pause }, `Waiting for ${what}`);
      await sleep(pause, undefined, { signal });
    }
  }
}
