import type { ErrorType } from '../errors/system-error.ts';

/**
 * Own decisions of the client: everything that no public source says about EasyPost Fulfillment. When a live account
 * answers otherwise, this file is the one to edit. Each entry is explained in docs/easypost.md.
 */

export type OrderState = 'created' | 'picking' | 'partially_shipped' | 'shipped' | 'cancelled';

/** Own decision: no source lists a value of `order.status`. Words are compared in lower case. */
export const ORDER_STATUS_WORDS: Readonly<Record<string, OrderState>> = {
  created: 'created',
  accepted: 'created',
  picking: 'picking',
  picked: 'picking',
  partially_shipped: 'partially_shipped',
  shipped: 'shipped',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

/** Own decision but for `PRODUCT.BARCODE.DUPLICATE`, the one code on record. They count on any 4xx answer. */
export const ERROR_CODES: Readonly<Record<string, ErrorType>> = {
  'PRODUCT.BARCODE.DUPLICATE': 'duplicate',
  'ORDER.OUT_OF_STOCK': 'out_of_stock',
  'INVENTORY.INSUFFICIENT': 'out_of_stock',
  'APIKEY.INACTIVE': 'unauthorized',
  'MODE.UNAUTHORIZED': 'unauthorized',
};

/** Own decision: statuses that speak for themselves, from the shipping API. 402 stops a whole account, like a bad key. */
export const STATUS_TYPES: Readonly<Record<number, ErrorType>> = {
  401: 'unauthorized',
  402: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  408: 'unavailable',
  429: 'rate_limited',
};

/** Own decision: codes that tell why an order cannot be cancelled any more, for when its status does not. */
export const CANCEL_REFUSAL_CODES: Readonly<Record<string, 'in_picking' | 'already_shipped'>> = {
  'ORDER.IN_PICKING': 'in_picking',
  'ORDER.ALREADY_SHIPPED': 'already_shipped',
};

/** Own decision: rows asked for per page. 300 were accepted from a known client; the first page shows a lower limit. */
export const PAGE_SIZE = 100;

/** Own decision: the number of the first page (most samples say 0). */
export const FIRST_PAGE = 0;

/** A known client found a limit and uses 28 (easypost.md §8). */
export const MAX_PRODUCT_IDS = 28;

/** Own decision: timestamps are seconds; what would lie beyond the year 5138 is milliseconds. */
export const SECONDS_BELOW = 100_000_000_000;

/** Own decision (seen for the shipping API only): keys that start so belong to that mode. Others are allowed. */
export const KEY_PREFIX_MODE: Readonly<Record<string, 'test' | 'production'>> = {
  EZTK: 'test',
  EZAK: 'production',
};

/** Own decision: the one service on record. */
export const DEFAULT_SERVICE = 'standard';

/** Own decision: a parcel of a tracker that names no carrier. */
export const UNKNOWN_CARRIER = 'unknown';

/** Own decision: a unit whose product EasyPost does not name at all; it is told, not dropped. */
export const UNKNOWN_BARCODE = 'unknown';
