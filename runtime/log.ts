import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on stderr. Only ids, codes, counts and times are logged; errors by name and safe message. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths: ['*.authorization', '*.apiKey', '*.key', '*.token'] },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}
