import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { Logger } from '../../runtime/log.ts';
import { isSystemError } from './system-error.ts';

/** An unknown error by name and code only: its message may quote data. */
function unknownFailure(error: unknown): ApplicationFailure {
  const name = error instanceof Error ? error.name : typeof error;
  const code = (error as { code?: unknown } | null)?.code;
  const message = `Unexpected ${name}${typeof code === 'string' ? ` ${code}` : ''}`;
  return ApplicationFailure.create({ type: 'internal', message });
}

/** Whatever an activity throws, cast to a failure that Temporal may keep: no personal data, no stack, no vendor words. */
export function castError(error: unknown): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure || error instanceof ActivityFailure) {
    return error;
  }
  if (!isSystemError(error)) return unknownFailure(error);
  return ApplicationFailure.create({
    type: error.type,
    message: error.message,
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
}

/** Where a programming error broke, by file and line: stacks hold the message first, which stays here. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => line.trim().startsWith('at '))
    .slice(0, 5);
}

/** Casts errors in one place for all activities. */
export class CastErrors implements ActivityInboundCallsInterceptor {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      const cast = castError(error);
      if (cast instanceof ApplicationFailure && cast.type === 'internal') {
        this.#log.error({ failure: cast.message, frames: framesOf(error) }, 'An activity failed unexpectedly');
      }
      throw cast;
    }
  }
}
