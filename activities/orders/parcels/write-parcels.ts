import { markCartDown } from '../../../database/queries/connections.ts';
import { stopWithProblem, type OrderFacts } from '../../../database/queries/order-facts.ts';
import { withOrderLock } from '../../../database/queries/order-lock.ts';
import {
  loadOrderToWrite,
  type CartToWrite,
  type OrderParcels,
  type OrderToWrite,
  type StoredParcel,
} from '../../../database/queries/order-parcels.ts';
import { cartShipmentsOfOthers, markWritten } from '../../../database/queries/parcels.ts';
import { settleDelivery, type Settlement } from '../../../database/queries/settle-delivery.ts';
import type { OrderRef } from '../../../shared/orders/messages.ts';
import { PROBLEM_CAUSES } from '../../../shared/orders/problem-causes.ts';
import type { WriteOutcome } from '../../../shared/orders/outcomes.ts';
import type { HubDeps } from '../../deps.ts';
import type { Cart } from '../../carts/contract.ts';
import { openCart } from '../../carts/open-cart.ts';
import { isSystemError, type SystemError } from '../../errors/system-error.ts';
import { writeShipmentOnce, type OrderLock } from '../write-shipment-once.ts';
import { allotParcels, isComplete } from './allot.ts';

type Problem = Extract<WriteOutcome, { kind: 'problem' }>;
type Written = Extract<WriteOutcome, { kind: 'written' }>['status'];

/** Step 4: writes every parcel that the cart does not have yet, each exactly once (design §3). */
export function createWriteParcels(deps: HubDeps): (ref: OrderRef) => Promise<WriteOutcome> {
  return async (ref) => {
    for (;;) {
      const loaded = await loadOrderToWrite(deps.db, ref.orderId);
      const { order, cart, parcels } = loaded;
      if (order.status === 'confirmed') return { kind: 'written', status: 'confirmed' };
      if (cart.isDown) return stopUnauthorized(deps, order, cart);
      try {
        await writeAll(deps, loaded);
      } catch (error) {
        if (isSystemError(error)) return takeFailure(deps, order, cart, error);
        throw error;
      }
      const status = statusOf(parcels);
      // Where another parcel has come meanwhile, it is written, too.
      if (await settleDelivery(deps.db, settlementFor(parcels, status))) return { kind: 'written', status };
    }
  };
}

async function writeAll(deps: HubDeps, { order, cart: row, parcels }: OrderToWrite): Promise<void> {
  const cart = openCart(deps, row);
  for (const parcel of parcels.parcels) {
    if (!parcel.written) await writeParcel(deps, cart, order, parcel);
  }
}

async function writeParcel(deps: HubDeps, cart: Cart, order: OrderFacts, parcel: StoredParcel): Promise<void> {
  const { id, carrier, trackingCode, trackingUrl, shippedAt, lines } = parcel;
  if (lines.length === 0) {
    await markWritten(deps.db, id, null, null);
    return;
  }
  const shipment = { key: id, carrier, trackingCode, trackingUrl, shippedAt, lines };
  await withOrderLock(deps.db, order.id, async () => {
    const cartShipmentId = await writeShipmentOnce(cart, order.source_id, shipment, inThisLock, () =>
      cartShipmentsOfOthers(deps.db, order.id, id),
    );
    // Inside the lock: the next writer must see whose shipment it is.
    const said = `The cart has parcel ${carrier} ${trackingCode} as shipment ${cartShipmentId}`;
    await markWritten(deps.db, id, cartShipmentId, said);
  });
}

const inThisLock: OrderLock = (work) => work();

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

function settlementFor({ orderId, version }: OrderParcels, status: Written): Settlement {
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
