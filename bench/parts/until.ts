import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is true; rejects, saying what was waited for, when it is not within `seconds`. */
export async function until(
  what: string,
  ask: () => Promise<boolean> | boolean,
  { seconds = 600, everyMs = 100 }: { seconds?: number; everyMs?: number } = {},
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain until ${what}`);
    await sleep(everyMs);
  }
}

/** Starts `step` every `ms` unless the one before is still under way, until the function that it returns is called. */
export function every(ms: number, step: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  const failures: unknown[] = [];
  const tick = () => {
    running ??= step()
      .catch((error: unknown) => void failures.push(error))
      .finally(() => (running = null));
  };
  tick();
  const timer = setInterval(tick, ms);
  return async () => {
    clearInterval(timer);
    await running;
    if (failures.length > 0) throw failures[0];
  };
}
