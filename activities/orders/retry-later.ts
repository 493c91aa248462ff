import { ApplicationFailure } from '@temporalio/common';
import type { ErrorType } from '../errors/system-error.ts';

/** Fails an activity so that it is repeated, after `delayMs` where that is known. The message is safe to print. */
export function retryLater(type: ErrorType, message: string, delayMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    ...(delayMs === undefined ? {} : { nextRetryDelay: Math.max(delayMs, 100) }),
  });
}
