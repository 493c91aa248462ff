import { markCartDown } from '../../../database/queries/connections.ts';
import { stopWithProblem, type OrderFacts } from '../../../database/queries/order-facts.ts';
import type { OrderParcels, StoredParcel } from '../../../database/queries/order-parcels.ts';
import {
  claimOrderToWrite,
  giveBackLease,
  type CartToWrite,
  type OrderToWrite,
} from '../../../database/queries/order-to-write.ts';
import { cartShipmentsOfOthers, markWritten, type WrittenParcel } from '../../../database/queries/parcels.ts';
import { settleDelivery, type Settlement } from '../../../database/queries/settle-delivery.ts';
import type { OrderRef } from '../../../shared/orders/messages.ts';
import { PROBLEM_CAUSES } from '../../../shared/orders/problem-causes.ts';
import type { WriteOutcome } from '../../../shared/orders/outcomes.ts';
import type { HubDeps } from '../../deps.ts';
import type { Cart } from '../../carts/contract.ts';
import { openCart } from '../../carts/open-cart.ts';
import { isSystemError, type SystemError } from '../../errors/system-error.ts';
import { retryLater } from '../retry-later.ts';
import { writeShipmentOnce } from '../write-shipment-once.ts';
import { allotParcels, isComplete } from './allot.ts';
import { LEASE_MS, underLease, type AssertLeased } from './writing-lease.ts';

type Problem = Extract<WriteOutcome, { kind: 'problem' }>;
type Written = Extract<WriteOutcome, { kind: 'written' }>['status'];

/** Step 4: writes every parcel that the cart does not have yet, each exactly once (design §3). */
export function createWriteParcels(deps: HubDeps): (ref: OrderRef) => Promise<WriteOutcome> {
  return async (ref) => {
    for (;;) {
      const claimedAt = Date.now();
      const claimed = await claimOrderToWrite(deps.db, ref.orderId, LEASE_MS);
      const { order, cart, parcels, lease, busyMs } = claimed;
      if (order.status === 'confirmed') return { kind: 'written', status: 'confirmed' };
      if (cart.isDown) return stopUnauthorized(deps, order, cart);
      if (lease === null) throw retryLater('unavailable', 'Another attempt writes parcels of this order', busyMs);
      const status = statusOf(parcels);
      try {
        const writing = { orderId: order.id, lease, claimedAt };
        const held = await underLease(deps.db, writing, (assertLeased) => writeAll(deps, claimed, assertLeased));
        // Where another parcel has come meanwhile, it is written, too.
        const settlement = { ...settlementFor(parcels, status), lease: held.lease, written: held.result };
        if (await settleDelivery(deps.db, settlement)) return { kind: 'written', status };
        await giveBackLease(deps.db, order.id, held.lease);
      } catch (error) {
        if (isSystemError(error)) return takeFailure(deps, order, cart, error);
        throw error;
      }
    }
  };
}

/** Writes what is not written. Returns the last of them, which is not marked as written yet. */
async function writeAll(
  deps: HubDeps,
  { order, cart: row, parcels }: OrderToWrite,
  assertLeased: AssertLeased,
): Promise<WrittenParcel | null> {
  const cart = openCart(deps, row);
  let last: WrittenParcel | null = null;
  for (const parcel of parcels.parcels.filter(({ written }) => !written)) {
    if (last) await markWritten(deps.db, last);
    last = await writeParcel(deps, cart, order, parcel, assertLeased);
  }
  return last;
}

async function writeParcel(
  deps: HubDeps,
  cart: Cart,
  order: OrderFacts,
  parcel: StoredParcel,
  assertLeased: AssertLeased,
): Promise<WrittenParcel> {
  const { id: parcelId, carrier, trackingCode, trackingUrl, shippedAt, lines } = parcel;
  if (lines.length === 0) return { parcelId, cartShipmentId: null, text: null };
  const shipment = { key: parcelId, carrier, trackingCode, trackingUrl, shippedAt, lines };
  const leased: Pick<Cart, 'listShipments' | 'createShipment'> = {
    listShipments: (sourceId) => cart.listShipments(sourceId),
    createShipment: async (...given) => {
      assertLeased();
      return cart.createShipment(...given);
    },
  };
  const cartShipmentId = await writeShipmentOnce(leased, order.source_id, shipment, () =>
    cartShipmentsOfOthers(deps.db, order.id, parcelId),
  );
  const text = `The cart has parcel ${carrier} ${trackingCode} as shipment ${cartShipmentId}`;
  return { parcelId, cartShipmentId, text };
}

/** Where the order stands once the cart has all of these. */
function statusOf({ lines, parcels }: OrderParcels): Written {
  const allotments = allotParcels(
    lines,
    parcels.map(({ units }) => units),
  );
  if (isComplete(lines, allotments)) return 'confirmed';
  return parcels.length > 0 ? 'partially_shipped' : 'accepted';
}

/** Units that went out wrongly still want a person; all else is over with the order. */
const OVER_WHEN_CONFIRMED = PROBLEM_CAUSES.filter(
  (cause) => cause !== 'easypost_double' && cause !== 'parcel_mismatch',
);

function settlementFor({ orderId, version }: OrderParcels, status: Written): Omit<Settlement, 'lease' | 'written'> {
  return status === 'confirmed'
    ? {
        orderId,
        version,
        status,
        solves: OVER_WHEN_CONFIRMED,
        text: 'Every unit has shipped and the cart has every parcel',
      }
    : { orderId, version, status, solves: ['cart_unauthorized', 'cart_refused'], text: null };
}

async function takeFailure(deps: HubDeps, order: OrderFacts, cart: CartToWrite, error: SystemError): Promise<Problem> {
  switch (error.type) {
    case 'unauthorized':
      await markCartDown(deps.db, cart.id);
      return stopUnauthorized(deps, order, cart);
    case 'unavailable':
    case 'rate_limited':
      throw error;
    case 'refused':
    case 'duplicate':
    case 'not_found':
    case 'out_of_stock': {
      const subject = error.vendorCode ?? `HTTP ${error.status ?? 'error'}`;
      const text = `The cart refused a shipment: ${subject}`;
      const detail = error.vendorWords ?? null;
      await stopWithProblem(deps.db, order, { cause: 'cart_refused', subject, detail, text });
      return { kind: 'problem', cause: 'cart_refused', subject };
    }
  }
}

async function stopUnauthorized(deps: HubDeps, order: OrderFacts, cart: CartToWrite): Promise<Problem> {
  await stopWithProblem(deps.db, order, {
    cause: 'cart_unauthorized',
    subject: cart.id,
    text: `Cart ${cart.id} refuses its credentials; parcels wait until working ones are set`,
  });
  return { kind: 'problem', cause: 'cart_unauthorized', subject: cart.id };
}
