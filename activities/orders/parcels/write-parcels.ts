import { heartbeat } from '@temporalio/activity';
import { loadCart, markCartDown, type CartRow } from '../../../database/queries/connections.ts';
import {
  confirmOrder,
  loadOrderFacts,
  stopWithProblem,
  type OrderFacts,
} from '../../../database/queries/order-facts.ts';
import { withOrderLock } from '../../../database/queries/order-lock.ts';
import {
  cartShipmentsOfOthers,
  listParcels,
  listSentLines,
  listUnwrittenParcels,
  markWritten,
  type UnwrittenParcel,
} from '../../../database/queries/parcels.ts';
import { resolveOrderProblems } from '../../../database/queries/problems.ts';
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

/** Step 4: writes every parcel that the cart does not have yet, each exactly once (design §3). */
export function createWriteParcels(deps: HubDeps): (ref: OrderRef) => Promise<WriteOutcome> {
  return async (ref) => {
    const order = await loadOrderFacts(deps.db, ref.orderId);
    if (order.status === 'confirmed') return { kind: 'written', status: 'confirmed' };
    const row = await loadCart(deps.db, order.cart_id);
    if (row.down_since) return stopUnauthorized(deps, order, row);
    const cart = openCart(deps, row);
    try {
      for (const parcel of await listUnwrittenParcels(deps.db, order.id)) {
        heartbeat();
        await writeParcel(deps, cart, order, parcel);
      }
    } catch (error) {
      if (isSystemError(error)) return takeFailure(deps, order, row, error);
      throw error;
    }
    return { kind: 'written', status: await settleStatus(deps, order) };
  };
}

async function writeParcel(deps: HubDeps, cart: Cart, order: OrderFacts, parcel: UnwrittenParcel): Promise<void> {
  if (parcel.lines.length === 0) {
    await markWritten(deps.db, parcel.id, null, null);
    return;
  }
  const shipment = {
    key: parcel.id,
    carrier: parcel.carrier,
    trackingCode: parcel.tracking_code,
    trackingUrl: parcel.tracking_url,
    shippedAt: parcel.shipped_at,
    lines: parcel.lines,
  };
  await withOrderLock(deps.db, order.id, async () => {
    const id = await writeShipmentOnce(cart, order.source_id, shipment, inThisLock, () =>
      cartShipmentsOfOthers(deps.db, order.id, parcel.id),
    );
    // Inside the lock: the next writer must see whose shipment it is.
    const said = `The cart has parcel ${parcel.carrier} ${parcel.tracking_code} as shipment ${id}`;
    await markWritten(deps.db, parcel.id, id, said);
  });
}

/** Units that went out wrongly still want a person; all else is over with the order. */
const OVER_WHEN_CONFIRMED = PROBLEM_CAUSES.filter(
  (cause) => cause !== 'easypost_double' && cause !== 'parcel_mismatch',
);

const inThisLock: OrderLock = (work) => work();

/** Confirmed once every unit has shipped and the cart has every parcel. */
async function settleStatus(
  deps: HubDeps,
  order: OrderFacts,
): Promise<Extract<WriteOutcome, { kind: 'written' }>['status']> {
  return deps.db.transaction().execute(async (trx) => {
    await trx.selectFrom('orders').select('id').where('id', '=', order.id).forUpdate().execute();
    const lines = await listSentLines(trx, order.id);
    const parcels = await listParcels(trx, order.id);
    const complete = isComplete(
      lines,
      allotParcels(
        lines,
        parcels.map(({ units }) => units),
      ),
    );
    const written = parcels.every(({ written_at }) => written_at !== null);
    if (complete && written) {
      await confirmOrder(trx, order.id, 'Every unit has shipped and the cart has every parcel', OVER_WHEN_CONFIRMED);
      return 'confirmed';
    }
    await resolveOrderProblems(trx, order.id, ['cart_unauthorized', 'cart_refused']);
    const status = complete ? 'shipped' : parcels.length > 0 ? 'partially_shipped' : 'accepted';
    await trx.updateTable('orders').set({ status, updated_at: new Date() }).where('id', '=', order.id).execute();
    return status;
  });
}

async function takeFailure(deps: HubDeps, order: OrderFacts, cart: CartRow, error: SystemError): Promise<Problem> {
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

async function stopUnauthorized(deps: HubDeps, order: OrderFacts, cart: CartRow): Promise<Problem> {
  await stopWithProblem(deps.db, order, {
    cause: 'cart_unauthorized',
    subject: cart.id,
    text: `Cart ${cart.id} refuses its credentials; parcels wait until working ones are set`,
  });
  return { kind: 'problem', cause: 'cart_unauthorized', subject: cart.id };
}
