import { condition } from '@temporalio/workflow';
import type { ParcelsNotice } from '../../shared/orders/messages.ts';
import type { WriteOutcome } from '../../shared/orders/outcomes.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { nextSlot } from '../../shared/time/next-slot.ts';
import { cart } from './activities.ts';
import { cancelAccepted, cancelUnsent, refuseShipped } from './cancel.ts';
import type { OrderContext } from './context.ts';
import { describeProblem } from './wait-for-fix.ts';

/** `lost`: EasyPost cancelled the order on its side and nothing was shipped; it may be sent again. */
export type Delivery = 'confirmed' | 'cancelled' | 'lost';

/** Waits for parcels and writes each to the cart, until every unit is confirmed. */
export async function deliver(order: OrderContext, shippedBefore: boolean): Promise<Delivery> {
  const { inbox } = order;
  let anyShipped = shippedBefore;
  if (!anyShipped) order.show('accepted', 'EasyPost has the order. Waiting for its parcels.');
  for (;;) {
    if (order.wantsFreshHistory) await order.continueInFreshHistory({ kind: 'parcels', anyShipped });
    await condition(() => inbox.hasMail);
    // Too late to hold or release what EasyPost has.
    inbox.holds = [];
    inbox.release = null;
    if (inbox.parcels) {
      anyShipped = true;
      if ((await writeParcels(order, inbox.parcels)) === 'confirmed') return 'confirmed';
    } else if (inbox.recheck) {
      inbox.recheck = false;
      if (anyShipped) {
        inbox.parcels = { writeBack: AT_ONCE };
      } else if ((await order.easypost.checkAccepted(order.ref)).kind === 'cancelled_by_easypost') {
        return lostAtEasypost(order);
      }
    } else if (inbox.cancel) {
      if (anyShipped) await refuseShipped(order);
      else if (await cancelAccepted(order, inbox.cancel)) return 'cancelled';
    }
  }
}

/** EasyPost dropped the order: a person sends it again or cancels it. */
async function lostAtEasypost(order: OrderContext): Promise<Delivery> {
  const { inbox } = order;
  order.show('problem', describeProblem({ cause: 'easypost_cancelled', subject: order.ref.number }));
  await condition(() => inbox.cancel !== null || inbox.recheck);
  if (!inbox.cancel) {
    inbox.recheck = false;
    return 'lost';
  }
  await cancelUnsent(order);
  return 'cancelled';
}

async function writeParcels(order: OrderContext, notice: ParcelsNotice): Promise<'confirmed' | 'open'> {
  const slot = nextSlot(Date.now(), notice.writeBack);
  if (slot > Date.now()) await waitForWriteSlot(order, slot);
  order.inbox.parcels = null;
  const outcome = await refusingCancels(
    order,
    cart.writeParcels.executeWithOptions({ summary: 'Write parcels to the cart' }, [order.ref]),
  );
  if (outcome.kind === 'problem') {
    order.show('problem', describeProblem(outcome));
    return 'open';
  }
  const done = outcome.status === 'confirmed';
  order.show(
    outcome.status,
    done ? 'Every parcel is confirmed by the cart.' : 'Parcels so far are in the cart. Waiting for the rest.',
  );
  return done ? 'confirmed' : 'open';
}

async function waitForWriteSlot(order: OrderContext, slot: number): Promise<void> {
  while (slot > Date.now()) {
    await condition(() => order.inbox.cancel !== null || order.inbox.recheck, slot - Date.now(), {
      summary: 'Next time for writing to the cart',
    });
    if (order.inbox.recheck) return;
    await refuseShipped(order);
  }
}

/** A cart that is away must not keep a cancellation without its answer. */
async function refusingCancels(order: OrderContext, writing: Promise<WriteOutcome>): Promise<WriteOutcome> {
  let refusing = null as Promise<void> | null;
  const refuse = () => {
    refusing ??= refuseShipped(order).finally(() => (refusing = null));
  };
  const outcome = await order.inbox.watchCancels(refuse, writing);
  if (refusing) await refusing;
  return outcome;
}
