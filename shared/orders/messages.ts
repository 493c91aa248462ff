import type { Slot } from '../settings/slot.ts';

/** Names one order without saying anything about its buyer. */
export interface OrderRef {
  orderId: string;
  merchantId: string;
  cartId: string;
  /** The cart's order number, for people. */
  number: string;
}

/** Who or what asked. `user` names an operator, never a buyer. */
export type Author = { kind: 'cart' } | { kind: 'user'; name: string } | { kind: 'temporal' } | { kind: 'cartway' };

export interface CancelRequest {
  /** Makes a repeated request the same request. At most 100 characters. */
  requestId: string;
  author: Author;
}

/** Why a cancellation was refused: a closed set. */
export type CancelRefusal = 'already_shipped' | 'already_confirmed' | 'easypost_refused' | 'in_picking';

/** The one definite answer to a cancellation. */
export type CancelAnswer = { kind: 'cancelled' } | { kind: 'refused'; reason: CancelRefusal };

export const CANCEL_REFUSAL_TEXT: Record<CancelRefusal, string> = {
  already_shipped: 'at least one parcel has left the warehouse',
  already_confirmed: 'all parcels have been shipped and the cart has confirmed them',
  easypost_refused: 'EasyPost refused to cancel it',
  in_picking: 'the warehouse is already picking it',
};

export interface HoldRequest {
  author: Author;
  /** A short reason in an operator's words is kept in PostgreSQL under this id, never here. */
  holdId: string;
  /** ISO time at which the hold ends by itself. */
  until?: string;
}

export type ReleaseReason = 'stock' | 'user';

export interface ReleaseRequest {
  reason: ReleaseReason;
  author: Author;
}

/** The tracking reader stored new parcels, or changed ones. */
export interface ParcelsNotice {
  /** When the cart's settings let them be written. */
  writeBack: Slot;
}

/** Signal and update names of the order workflow. */
export const ORDER_MESSAGE = {
  /** An update (the caller waits for the answer) and a signal of the same name. */
  cancelOrder: 'cancelOrder',
  hold: 'hold',
  release: 'release',
  recheck: 'recheck',
  parcels: 'parcels',
  state: 'state',
} as const;
