import { isGrpcDeadlineError, type Client } from '@temporalio/client';

/** Longer than the five seconds after which Temporal gives a question that was not heard to another worker of its own. */
const ANSWER_MS = 8_000;
const TRIES = 3;

/**
 * Asks Temporal about a Schedule, or changes it, which asks first. The question goes to the Schedule's own workflow at the
 * server, which does not hear every one; asked again it answers. `ask` can be repeated. Throws what it last failed with.
 */
export async function askSchedule<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.withDeadline(Date.now() + ANSWER_MS, ask);
    } catch (error) {
      if (tries === TRIES || !isGrpcDeadlineError(error)) throw error;
    }
  }
}
