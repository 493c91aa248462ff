import type { Database } from '../../../database/connection.ts';
import { recordEvent } from '../../../database/queries/order-events.ts';
import { loadOrderParcels, type OrderParcels } from '../../../database/queries/order-parcels.ts';
import { lockVersion, storeNewParcels, updateTracking, type NewParcel } from '../../../database/queries/parcels.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import type { EasypostParcel } from '../../easypost/parcels.ts';
import { planParcels, type ParcelPlan } from './plan-parcels.ts';

interface Owner {
  orderId: string;
  merchantId: string;
  cartId: string;
}

/**
 * Stores new parcels of an order, allotted to its lines, and changed tracking codes. Returns how many are new or
 * changed. `loaded` is what is stored, where it has been read already; should it be out of date, it is read again.
 */
export async function storeParcels(
  db: Database,
  owner: Owner,
  seen: readonly EasypostParcel[],
  loaded?: OrderParcels,
): Promise<number> {
  let stored = loaded;
  for (;;) {
    stored ??= (await loadOrderParcels(db, [owner.orderId])).get(owner.orderId);
    if (!stored) throw new Error(`No order has the id "${owner.orderId}"`);
    const plan = planParcels(stored, seen);
    if (await store(db, owner, stored.version, plan)) return plan.fresh.length + plan.changes.length;
    stored = undefined;
  }
}

/** False, and nothing is stored, where the order has changed since the plan was made. */
async function store(db: Database, owner: Owner, version: string, plan: ParcelPlan): Promise<boolean> {
  const { fresh, leftovers, changes } = plan;
  if (leftovers.length === 0 && changes.length === 0) {
    return fresh.length === 0 || storeFresh(db, owner, version, plan);
  }
  return db.transaction().execute(async (trx) => {
    if (!(await lockVersion(trx, owner.orderId, version))) return false;
    await storeChanges(trx, owner, changes);
    await recordLeftovers(trx, owner, leftovers);
    return fresh.length === 0 || storeFresh(trx, owner, version, plan);
  });
}

function describeParcel({ units, carrier, trackingCode }: NewParcel): string {
  const contents = units.map((item) => `${item.units} × ${item.barcode}`).join(', ');
  return `${contents} with ${carrier} ${trackingCode}`;
}

function storeFresh(
  db: Database,
  { orderId }: Owner,
  version: string,
  { fresh, status }: ParcelPlan,
): Promise<boolean> {
  const rest = status === 'shipped' ? 'that is all' : 'more to come';
  const text = `Shipped ${fresh.map(describeParcel).join(' and ')}; ${rest}`;
  return storeNewParcels(db, { orderId, version, status, parcels: fresh, text });
}

async function recordLeftovers(trx: Database, owner: Owner, leftovers: ParcelPlan['leftovers']): Promise<void> {
  for (const { trackingCode, item } of leftovers) {
    const subject = `${item.units} × ${item.barcode}`;
    await openProblem(trx, { ...owner, cause: 'parcel_mismatch', subject });
    const text = `Parcel ${trackingCode} holds ${subject}, which no line waits for`;
    await recordEvent(trx, { orderId: owner.orderId, kind: 'problem', text });
  }
}

/** A changed tracking code goes to the cart while it can; after that it is only told. */
async function storeChanges(trx: Database, { orderId }: Owner, changes: ParcelPlan['changes']): Promise<void> {
  for (const change of changes) {
    await updateTracking(trx, change.parcelId, change);
    const told = change.written ? '; the cart keeps the old one' : '';
    const text = `Tracking of a parcel changed from ${change.from} to ${change.trackingCode}${told}`;
    await recordEvent(trx, { orderId, kind: 'notice', text, author: 'easypost' });
  }
}
