import type { ImportRun } from './import-run.ts';
import { startAndTell } from './start-and-tell.ts';

/** Starts and tells workflows while the import goes on reading and storing pages: neither waits for the other. */
export interface Starter {
  /** Something new is stored. Throws what an earlier start failed with. */
  wake(): void;
  /** Resolves with how many were started when nothing is left to do; rejects with the first failure. */
  finish(): Promise<number>;
  /** Resolves when nothing runs any more, whatever came of it. */
  rest(): Promise<void>;
}

export function startMeanwhile(run: ImportRun): Starter {
  const failures: unknown[] = [];
  let started = 0;
  let hasNews = false;
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    try {
      while (hasNews) {
        hasNews = false;
        started += await startAndTell(run);
      }
    } catch (error) {
      failures.push(error);
    } finally {
      working = null;
    }
  }

  function wake(): void {
    if (failures.length > 0) throw failures[0];
    hasNews = true;
    working ??= work();
  }

  async function rest(): Promise<void> {
    await working;
  }

  return {
    wake,
    rest,
    async finish() {
      await rest();
      if (failures.length > 0) throw failures[0];
      return started;
    },
  };
}
