/** The last: its terminal was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const;

/**
 * Calls `stop` once when this process is asked to end; a second time ends it at once. Returns what forgets the signals.
 */
export function onStopSignal(stop: () => void): () => void {
  let asked = false;
  const hear = (): void => {
    if (asked) process.exit(1);
    asked = true;
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return () => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
}

/** Resolves when this process is asked to end. */
export function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    onStopSignal(resolve);
  });
}
