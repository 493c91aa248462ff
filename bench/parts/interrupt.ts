import { onStopSignal } from '../../cli/stop-signal.ts';
import { say } from './progress.ts';

/** What shells know as "ended by Ctrl-C". */
const INTERRUPTED = 130;

let interrupted = false;

/** Whether somebody asked this process to end: what fails from then on is no finding. */
export function wasInterrupted(): boolean {
  return interrupted;
}

/**
 * When this process is asked to end (Ctrl-C), calls `clean` and ends it, so that a run that nobody waits for leaves nothing
 * behind. Returns what forgets that.
 */
export function cleanOnInterrupt(clean: () => Promise<void>): () => void {
  return onStopSignal(() => {
    interrupted = true;
    say('Stopping …');
    void clean()
      .catch((error: unknown) => say(`Not all is removed: ${String(error)}`))
      .finally(() => process.exit(INTERRUPTED));
  });
}
