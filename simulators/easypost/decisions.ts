/**
 * Own decisions of the simulator: everything that no public source says about EasyPost Fulfillment. When a live
 * account answers otherwise, this file is the one to edit. Each entry is explained in docs/easypost.md.
 */

/** What may differ at a live account and can be chosen per simulator, to try a client against each. */
export interface Behaviour {
  /** Under which key an error stands: one Fulfillment client says `errors`, the shipping API says `error`. */
  errorEnvelope: 'errors_object' | 'errors_array' | 'error';
  /** Whether a deleted order can still be read, as cancelled, or is gone. */
  deletedOrders: 'readable' | 'gone';
  /** Which paging option counts when both are sent. */
  pagedBy: 'page' | 'offset';
  /** Number of the first page. */
  firstPage: 0 | 1;
  defaultPageSize: number;
  /** More than this per page is cut to it. */
  maxPageSize: number;
  /** Where an order shows its trackers. */
  trackers: 'both' | 'picks' | 'order';
}

export const BEHAVIOUR: Behaviour = {
  errorEnvelope: 'errors_object',
  deletedOrders: 'readable',
  pagedBy: 'page',
  firstPage: 0,
  defaultPageSize: 20,
  maxPageSize: 300,
  trackers: 'both',
};

/** Own decision: no status word of orders, notices or returns is documented. */
export type OrderStatus = 'created' | 'picking' | 'partially_shipped' | 'shipped' | 'cancelled';
export const NOTICE_STATUS = { open: 'created', complete: 'complete' } as const;
export const RETURN_STATUS = 'created';

/** Own decision: exact success codes, from the shipping API. */
export const CREATED = 201;
export const DELETE_BODY = {};

/** Status, code and message of every refusal. Only `PRODUCT.BARCODE.DUPLICATE` is on record for Fulfillment. */
export const REFUSALS = {
  unauthorized: [401, 'UNAUTHORIZED', 'The api key is missing or unknown.'],
  inactiveKey: [403, 'APIKEY.INACTIVE', 'This api key is no longer active.'],
  notFound: [404, 'NOT_FOUND', 'The requested resource could not be found.'],
  badRequest: [400, 'BAD_REQUEST', 'The request could not be read.'],
  tooManyIds: [414, 'URI.TOO_LONG', 'Too many product_ids.'],
  invalid: [422, 'UNPROCESSABLE_ENTITY', 'The request was understood, but cannot be processed.'],
  required: [422, 'PARAMETER.REQUIRED', 'A required parameter is missing.'],
  duplicateBarcode: [422, 'PRODUCT.BARCODE.DUPLICATE', 'A product with this barcode exists.'],
  duplicateSerial: [422, 'SERIAL_NUMBER.DUPLICATE', 'This serial number exists.'],
  unknownProduct: [422, 'PRODUCT.NOT_FOUND', 'No product has this barcode or id.'],
  productInUse: [422, 'PRODUCT.IN_USE', 'The product has stock or open orders.'],
  outOfStock: [422, 'ORDER.OUT_OF_STOCK', 'There is not enough inventory for this order.'],
  invalidAddress: [422, 'ADDRESS.INVALID', 'The destination is incomplete.'],
  unknownService: [422, 'SERVICE.UNKNOWN', 'The service is not known.'],
  inPicking: [422, 'ORDER.IN_PICKING', 'The warehouse is picking this order.'],
  alreadyShipped: [422, 'ORDER.ALREADY_SHIPPED', 'At least one package of this order has shipped.'],
  orderCancelled: [422, 'ORDER.CANCELLED', 'The order is cancelled.'],
  noticeComplete: [422, 'ADVANCED_SHIPMENT_NOTICE.COMPLETE', 'The notice is complete.'],
  returnUnits: [422, 'ORDER_RETURN.UNITS', 'More units than were shipped and not yet returned.'],
  rateLimited: [429, 'RATE_LIMITED', 'Too many requests.'],
  internal: [500, 'INTERNAL_SERVER_ERROR', 'Something went wrong.'],
} as const satisfies Record<string, readonly [number, string, string]>;

/** Own decision: `standard` is the one service on record; case does not matter. */
export const SERVICES: readonly string[] = ['standard'];

/** Own decision: a client that stays at 28 is known; what happens above is not. */
export const MAX_PRODUCT_IDS = 28;

/** Own decision: countries whose addresses need a state. */
export const COUNTRIES_WITH_STATE: readonly string[] = ['US', 'CA'];

/** Prefixes of ids. Own decision for all but order, product, warehouse, notice, package and return (easypost.md §1). */
export const ID_PREFIX = {
  order: 'order',
  product: 'prod',
  warehouse: 'wh',
  notice: 'asn',
  inboundPackage: 'inb',
  orderReturn: 'return',
  lineItem: 'li',
  pick: 'pick',
  inventory: 'inv',
  insert: 'insert',
  fee: 'fee',
  serialNumber: 'sn',
  address: 'adr',
  tracker: 'trk',
  event: 'evt',
  webhook: 'hook',
  account: 'acct',
} as const;

/** Own decision: the fee of an order, charged at acceptance and refunded by a cancellation. */
export const ORDER_FEE = { type: 'fulfillment', amount: '3.50' } as const;

/** Own decision: who carries parcels when nobody says so. */
export const CARRIERS: readonly string[] = ['USPS', 'UPS', 'FedEx'];

/** Own decision: pauses before each further try to deliver an event, and how long one try may take. */
export const WEBHOOK_RETRY_MS: readonly number[] = [1_000, 5_000, 25_000, 125_000];
export const WEBHOOK_TIMEOUT_MS = 7_000;

/** Own decision: the warehouse of a new account. */
export const DEFAULT_WAREHOUSE = 'Simulated Warehouse';
