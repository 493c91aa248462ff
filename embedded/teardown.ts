type Stop = () => Promise<unknown>;

/**
 * What a process has started, to be ended once, the last first, whoever asks for it and whenever: also while parts are
 * still starting. One that fails to stop does not keep the others running.
 */
export class Teardown {
  readonly #stops: Stop[] = [];
  readonly #starting: Promise<unknown>[] = [];
  #ending: Promise<void> | null = null;

  /** Notes what `end()` has to do. Throws where that has begun. */
  add(stop: Stop): void {
    this.#refuseAfterEnd();
    this.#stops.push(stop);
  }

  /** Starts a part that `end()` waits for, and stops. Throws where that has begun. */
  async start<T>(begin: () => Promise<T>, stop?: (part: T) => Promise<unknown>): Promise<T> {
    this.#refuseAfterEnd();
    const started = begin().then((part) => {
      if (stop) this.#stops.push(() => stop(part));
      return part;
    });
    this.#starting.push(started);
    return started;
  }

  /** Resolves when nothing runs any more, for everybody who asks; rejects with the first failure. */
  end(): Promise<void> {
    this.#ending ??= this.#endAll();
    return this.#ending;
  }

  async #endAll(): Promise<void> {
    await Promise.allSettled(this.#starting);
    const failures: unknown[] = [];
    for (const stop of this.#stops.toReversed()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  #refuseAfterEnd(): void {
    if (this.#ending) throw new Error('Everything was stopped while it was starting');
  }
}
