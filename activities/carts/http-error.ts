import { SystemError, type ErrorType } from '../errors/system-error.ts';
import type { HttpResponse } from '../http/http-client.ts';

/** What an HTTP status that is not a success means, for every cart. */
function typeOf(status: number): ErrorType {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || status === 410) return 'not_found';
  if (status === 429) return 'rate_limited';
  // Redirects are never followed: most are a shop's maintenance page.
  if (status >= 500 || status < 400 || status === 408 || status === 425) return 'unavailable';
  return 'refused';
}

/** `Retry-After` in milliseconds: whole seconds or an HTTP date. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined;
}

interface VendorWords {
  code?: string | undefined;
  words?: string | undefined;
  /** Where the cart's own code says more than the status. */
  type?: ErrorType | undefined;
}

/** Casts an answer that is not a success to the closed set. */
export function httpError(call: string, response: HttpResponse, vendor: VendorWords = {}): SystemError {
  const type = vendor.type ?? typeOf(response.status);
  const wait = retryAfterMs(response.headers['retry-after'], Date.now());
  return new SystemError({
    type,
    system: 'cart',
    call,
    reached: type === 'unavailable' ? 'maybe' : 'yes',
    status: response.status,
    vendorWords: vendor.words ?? response.text,
    ...(vendor.code === undefined ? {} : { vendorCode: vendor.code }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** A success that cannot be read: HTML, cut JSON, or not what was asked for. Whether it acted is unknown. */
export function unreadableAnswer(call: string, response: HttpResponse, why: string): SystemError {
  return httpError(call, response, {
    type: 'unavailable',
    code: 'unreadable_answer',
    words: `${why}: ${response.text}`,
  });
}
