import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { describeWithTimeSkipping, startTimeSkipping } from '../setup/temporal.ts';

await describeWithTimeSkipping('the time-skipping server', () => {
  let env: TestWorkflowEnvironment;

  beforeAll(async () => {
    env = await startTimeSkipping();
  });

  afterAll(() => env?.teardown());

  test('lets sixty days pass at once', async () => {
    const day = 86_400_000;
    const before = await env.currentTimeMs();
    await env.sleep('60 days');
    expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(60 * day);
  });
});
