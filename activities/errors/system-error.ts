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
  /** How long the other side asks to wait; at most an hour counts. */
  retryAfterMs?: number;
  /** The vendor's own code, where it is one (`ORDER.INVALID`), and its words. These may quote personal data: kept in PostgreSQL only, never printed. */
  vendorCode?: string;
  vendorWords?: string;
}

/** Longest text that a database index and a line of a log take without harm. */
const MOST_CALL = 160;
/** A pause that somebody asks for beyond this would stop an order as if it were lost. */
const LONGEST_PAUSE_MS = 3_600_000;
/** What is no code may be a sentence that quotes personal data: codes are printed, words are not. */
const CODE = /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/;

/** The vendor's words as PostgreSQL takes them; what came as a code and is none joins them. */
function wordsOf({ vendorCode, vendorWords }: SystemErrorOptions): string | undefined {
  const misplaced = vendorCode === undefined || CODE.test(vendorCode) ? undefined : vendorCode.slice(0, 200);
  const words = [misplaced, vendorWords].filter((part) => part !== undefined);
  return words.length === 0 ? undefined : words.join(' | ').replaceAll('\0', '').slice(0, 2000);
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
    const call = options.call.slice(0, MOST_CALL);
    super(`${options.system} ${options.type}${options.status ? ` (${options.status})` : ''} at ${call}`);
    this.name = 'SystemError';
    this.type = options.type;
    this.system = options.system;
    this.call = call;
    this.reached = options.reached;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs && Math.min(options.retryAfterMs, LONGEST_PAUSE_MS);
    this.vendorCode =
      options.vendorCode !== undefined && CODE.test(options.vendorCode) ? options.vendorCode : undefined;
    // Not enumerable, so that no logger or serialiser takes it along.
    Object.defineProperty(this, 'vendorWords', {
      value: wordsOf(options),
      enumerable: false,
    });
  }
}

export function isSystemError(error: unknown, type?: ErrorType): error is SystemError {
  return error instanceof SystemError && (type === undefined || error.type === type);
}
