/** The closed set of what can go wrong with EasyPost or a cart (design §3). */
export const ERROR_TYPES = [
  'unavailable',
  'rate_limited',
  'unauthorized',
  'refused',
  'out_of_stock',
  'duplicate',
  'not_found',
] as const;

export type ErrorType = (typeof ERROR_TYPES)[number];

/** Whether the other side may have acted: `no` it never got the request, `maybe` nobody knows, `yes` it answered. */
export type Reached = 'no' | 'maybe' | 'yes';

interface SystemErrorOptions {
  type: ErrorType;
  /** `easypost` or `cart`. */
  system: string;
  /** Method and path, without query: it is printed. */
  call: string;
  reached: Reached;
  status?: number;
  /** How long the other side asks to wait. */
  retryAfterMs?: number;
  /** The vendor's own code and words. They may quote personal data: kept in PostgreSQL only, never printed. */
  vendorCode?: string;
  vendorWords?: string;
}

/** A failed call, cast to the closed set. Its message is safe to print: system, type, status and call only. */
export class SystemError extends Error {
  readonly type: ErrorType;
  readonly system: string;
  readonly call: string;
  readonly reached: Reached;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly vendorCode: string | undefined;
  declare readonly vendorWords: string | undefined;

  constructor(options: SystemErrorOptions) {
    super(`${options.system} ${options.type}${options.status ? ` (${options.status})` : ''} at ${options.call}`);
    this.name = 'SystemError';
    this.type = options.type;
    this.system = options.system;
    this.call = options.call;
    this.reached = options.reached;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.vendorCode = options.vendorCode;
    // Not enumerable, so that no logger or serialiser takes it along.
    Object.defineProperty(this, 'vendorWords', {
      value: options.vendorWords?.slice(0, 2000),
      enumerable: false,
    });
  }
}

export function isSystemError(error: unknown, type?: ErrorType): error is SystemError {
  return error instanceof SystemError && (type === undefined || error.type === type);
}
