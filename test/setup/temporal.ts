import { TestWorkflowEnvironment } from '@temporalio/testing';
import { describeWith, sharedPart } from './shared-part.ts';

/** The one Temporal dev server of this run, with Cartway's search attributes. */
export interface SharedTemporal {
  address: string;
  namespace: string;
}

/** All files share the server: take task queues, ids and Schedules of your own. Throws where there is no server. */
export function sharedTemporal(): Promise<SharedTemporal> {
  return sharedPart<SharedTemporal>('temporal');
}

/** The workflows, bundled once per run, for `Worker.create({ workflowBundle })`. */
export async function workflowBundle(): Promise<{ codePath: string }> {
  return { codePath: await sharedPart<string>('workflow-bundle') };
}

/**
 * A server of the caller's own on which time can be skipped; end it with `teardown()`. It has no Schedules and no lists
 * of workflows. Time belongs to the whole server: one test at a time.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = await sharedPart<string>('time-skipping-program');
  // The SDK gives the server five seconds to start, which a busy machine may not manage the first time.
  for (let tries = 1; ; tries += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (tries === 6) throw error;
    }
  }
}

/** `await describeWithTemporal('…', (temporal) => { … })`: skipped with the reason where there is no server. */
export function describeWithTemporal(title: string, body: (temporal: SharedTemporal) => void): Promise<void> {
  return describeWith(title, sharedTemporal, body);
}

/** Skipped with the reason where there is no time-skipping server; the body starts its own in `beforeAll`. */
export function describeWithTimeSkipping(title: string, body: () => void): Promise<void> {
  return describeWith(title, () => sharedPart<string>('time-skipping-program'), body);
}
