import { heartbeat } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

const INTERVAL_MS = 5_000;

/**
 * Tells Temporal that the process is alive while an activity runs long: a killed one shows in seconds. The only place
 * that does: each heartbeat is a write of the order's state at the server, and most activities end before the first.
 */
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
