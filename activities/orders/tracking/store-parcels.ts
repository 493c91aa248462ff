import type { Database } from '../../../database/connection.ts';
import { recordEvent } from '../../../database/queries/order-events.ts';
import { loadOrderParcels, type OrderParcels } from '../../../database/queries/order-parcels.ts';
import {
  lockVersion,
  storeNewParcels,
  updateTracking,
  type NewParcel,
  type NewParcels,
} from '../../../database/queries/parcels.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import type { EasypostParcel } from '../../easypost/parcels.ts';
import { planParcels, type ParcelPlan } from './plan-parcels.ts';

/** An order, and all its parcels as EasyPost shows them. */
export interface SeenParcels {
  orderId: string;
  merchantId: string;
  cartId: string;
  parcels: readonly EasypostParcel[];
}

type Stored = ReadonlyMap<string, OrderParcels>;

/**
 * Stores new parcels of orders, allotted to their lines, and changed tracking codes. Returns how many are new or
 * changed. `loaded` is what is stored, where it has been read already; should it be out of date, it is read again.
 */
export async function storeParcels(db: Database, seen: readonly SeenParcels[], loaded?: Stored): Promise<number> {
  if (seen.length === 0) return 0;
  const ids = seen.map(({ orderId }) => orderId);
  const stored = loaded ?? (await loadOrderParcels(db, ids));
  const planned = seen.map((each) => ({ seen: each, ...planFor(each, stored) }));
  const plain = planned.filter(({ plan }) => isPlain(plan) && plan.fresh.length > 0);
  const done = await storeNewParcels(
    db,
    plain.map((each) => newParcels(each.seen.orderId, each.version, each.plan)),
  );
  let count = 0;
  const again: SeenParcels[] = [];
  for (const each of planned) {
    const { fresh, changes } = each.plan;
    const isStored = isPlain(each.plan)
      ? fresh.length === 0 || done.has(each.seen.orderId)
      : await storeWithRest(db, each.seen, each.version, each.plan);
    if (isStored) count += fresh.length + changes.length;
    else again.push(each.seen);
  }
  return count + (await storeParcels(db, again));
}

function planFor({ orderId, parcels }: SeenParcels, all: Stored): { version: string; plan: ParcelPlan } {
  const stored = all.get(orderId);
  if (!stored) throw new Error(`No order has the id "${orderId}"`);
  return { version: stored.version, plan: planParcels(stored, parcels) };
}

/** Whether there is nothing to it but new parcels. */
function isPlain({ leftovers, changes }: ParcelPlan): boolean {
  return leftovers.length === 0 && changes.length === 0;
}

/** False, and nothing is stored, where the order has changed since the plan was made. */
async function storeWithRest(db: Database, owner: SeenParcels, version: string, plan: ParcelPlan): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (!(await lockVersion(trx, owner.orderId, version))) return false;
    await storeChanges(trx, owner, plan.changes);
    await recordLeftovers(trx, owner, plan.leftovers);
    if (plan.fresh.length > 0) await storeNewParcels(trx, [newParcels(owner.orderId, version, plan)]);
    return true;
  });
}

function describeParcel({ units, carrier, trackingCode }: NewParcel): string {
  const contents = units.map((item) => `${item.units} × ${item.barcode}`).join(', ');
  return `${contents} with ${carrier} ${trackingCode}`;
}

function newParcels(orderId: string, version: string, { fresh, status }: ParcelPlan): NewParcels {
  const rest = status === 'shipped' ? 'that is all' : 'more to come';
  const text = `Shipped ${fresh.map(describeParcel).join(' and ')}; ${rest}`;
  return { orderId, version, status, parcels: fresh, text };
}

async function recordLeftovers(
  trx: Database,
  { orderId, merchantId, cartId }: SeenParcels,
  leftovers: ParcelPlan['leftovers'],
): Promise<void> {
  for (const { trackingCode, item } of leftovers) {
    const subject = `${item.units} × ${item.barcode}`;
    await openProblem(trx, { orderId, merchantId, cartId, cause: 'parcel_mismatch', subject });
    const text = `Parcel ${trackingCode} holds ${subject}, which no line waits for`;
    await recordEvent(trx, { orderId, kind: 'problem', text });
  }
}

/** A changed tracking code goes to the cart while it can; after that it is only told. */
async function storeChanges(trx: Database, { orderId }: SeenParcels, changes: ParcelPlan['changes']): Promise<void> {
  for (const change of changes) {
    await updateTracking(trx, change.parcelId, change);
    const told = change.written ? '; the cart keeps the old one' : '';
    const text = `Tracking of a parcel changed from ${change.from} to ${change.trackingCode}${told}`;
    await recordEvent(trx, { orderId, kind: 'notice', text, author: 'easypost' });
  }
}
