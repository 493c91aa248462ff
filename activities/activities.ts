import type { CancelAnswer, CancelRequest, HoldRequest, OrderRef, ReleaseRequest } from '../shared/orders/messages.ts';
import type {
  AcceptedCheck,
  ReleasePlan,
  SendOutcome,
  SettleOutcome,
  WriteOutcome,
} from '../shared/orders/outcomes.ts';
import type { WhichOrders } from '../shared/orders/which-orders.ts';

export interface ImportResult {
  listed: number;
  created: number;
  changed: number;
  skipped: number;
  unreadable: number;
  /** Workflows started, those of an earlier run that stopped half-way included. */
  started: number;
}

export interface TrackingResult {
  /** EasyPost orders read. */
  read: number;
  newParcels: number;
  signalled: number;
  doublesCancelled: number;
}

export interface StockResult {
  rows: number;
  changed: number;
  /** Carts whose stock is written at the end of each reading. */
  pushNow: string[];
}

/** A person's word on an unsent order, for its status and timeline. */
export type Waiting = { for: 'hold'; request: HoldRequest } | { for: 'release'; request: ReleaseRequest };

/** Activities on the hub's queue: carts and the database. */
export interface HubActivities {
  /** Step 1 of a cart: pull, store, start and signal. */
  importOrders(cartId: string): Promise<ImportResult>;
  /** What must be over before the order may be sent, by the settings of now. */
  planRelease(ref: OrderRef): Promise<ReleasePlan>;
  /** Stores that an unsent order waits, or no longer does. */
  recordWaiting(ref: OrderRef, waiting: Waiting): Promise<void>;
  /** Marks an order that EasyPost does not have as cancelled. */
  recordCancelled(ref: OrderRef, request: CancelRequest): Promise<void>;
  /** Stores a refusal, so that the timeline has every answer. */
  recordRefusal(
    ref: OrderRef,
    request: CancelRequest,
    answer: Extract<CancelAnswer, { kind: 'refused' }>,
  ): Promise<void>;
  /** Step 4: writes every parcel that the cart does not have yet. */
  writeParcels(ref: OrderRef): Promise<WriteOutcome>;
  /** Step 4: writes what changed of the stock to one cart. Returns how many SKUs were written. */
  pushStock(cartId: string): Promise<number>;
  /** Asks the orders that a change concerns to look again. Returns how many were there to hear it. */
  recheckOrders(which: readonly WhichOrders[]): Promise<number>;
  /** Releases backordered orders that the stock can fill, oldest first. Returns how many. */
  releaseBackorders(merchantId: string): Promise<number>;
}

/** Activities on the queue of one EasyPost account. */
export interface EasypostActivities {
  sendOrder(ref: OrderRef): Promise<SendOutcome>;
  /** Finds out whether an interrupted sending reached EasyPost. */
  settleSend(ref: OrderRef): Promise<SettleOutcome>;
  /** Deletes the accepted order at EasyPost; its answer decides and is stored. */
  cancelAtEasypost(ref: OrderRef, request: CancelRequest): Promise<CancelAnswer>;
  checkAccepted(ref: OrderRef): Promise<AcceptedCheck>;
  /** Step 3: reads all orders of the account and signals those whose parcels changed. */
  readTracking(merchantId: string): Promise<TrackingResult>;
  /** Step 3: reads products, warehouses and stock of the account. */
  readStock(merchantId: string): Promise<StockResult>;
}
