import { heartbeat } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

const INTERVAL_MS = 5_000;

/** Tells Temporal that the process is alive while an activity waits for a slow system: a killed one shows in seconds. */
export class KeepAlive implements ActivityInboundCallsInterceptor {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const beat = setInterval(() => heartbeat(), INTERVAL_MS);
    try {
      return await next(input);
    } finally {
      clearInterval(beat);
    }
  }
}
