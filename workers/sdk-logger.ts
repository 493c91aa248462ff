import type { LogLevel, LogMetadata, Logger as SdkLogger } from '@temporalio/common';
import type { Logger } from '../runtime/log.ts';

const LEVELS: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Errors by name and message: the stack and the cause of one from a library may quote data. */
function plainError(error: unknown): unknown {
  return error instanceof Error ? { name: error.name, message: error.message } : String(error);
}

function fieldsOf(meta: LogMetadata | undefined): Record<string, unknown> {
  const { error, ...fields } = meta ?? {};
  return error === undefined ? fields : { ...fields, error: plainError(error) };
}

/** Every queue of Cartway has either workflows or activities, which the SDK warns of at each start. */
const EXPECTED = /^No (activities|workflows) registered, not polling/;

/** Lets the Temporal SDK write into the process's log. */
export function sdkLogger(log: Logger): SdkLogger {
  const write = (severity: LogLevel, message: string, meta?: LogMetadata): void => {
    const level = LEVELS[severity];
    // The SDK tells of every activity and workflow at `debug`.
    if (log.isLevelEnabled(level)) log[EXPECTED.test(message) ? 'debug' : level](fieldsOf(meta), message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
