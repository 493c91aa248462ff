import { randomUUID } from 'node:crypto';
import type { Database } from '../../../database/connection.ts';
import { changeStatus } from '../../../database/queries/order-facts.ts';
import { recordEvent } from '../../../database/queries/order-events.ts';
import {
  insertParcel,
  listParcels,
  listSentLines,
  updateTracking,
  type NewParcel,
  type ParcelRow,
} from '../../../database/queries/parcels.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import type { EasypostParcel } from '../../easypost/parcels.ts';
import { allotParcels, isComplete, type Allotment } from '../parcels/allot.ts';

interface Owner {
  orderId: string;
  merchantId: string;
  cartId: string;
}

function toNewParcel(parcel: EasypostParcel, id: string): NewParcel {
  return { ...parcel, id, shippedAt: parcel.shippedAt ?? new Date() };
}

function describeParcel({ units, carrier, trackingCode }: NewParcel): string {
  const contents = units.map((item) => `${item.units} × ${item.barcode}`).join(', ');
  return `${contents} with ${carrier} ${trackingCode}`;
}

/** Stores new parcels of an order and allots them to its lines. Returns how many are new or changed. */
export async function storeParcels(db: Database, owner: Owner, seen: readonly EasypostParcel[]): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await trx.selectFrom('orders').select('id').where('id', '=', owner.orderId).forUpdate().execute();
    const known = await listParcels(trx, owner.orderId);
    const changed = await storeChangedTracking(trx, owner, known, seen);
    const unknown = seen.filter(({ pickId }) => !known.some((parcel) => parcel.easypost_pick_id === pickId));
    if (unknown.length === 0) return changed;
    const fresh = unknown.map((parcel) => toNewParcel(parcel, randomUUID()));
    const lines = await listSentLines(trx, owner.orderId);
    const allotments = allotParcels(
      lines,
      [...known, ...fresh].map(({ units }) => units),
    );
    for (const [index, parcel] of fresh.entries()) {
      await storeParcel(trx, owner, parcel, allotments[known.length + index], new Date(Date.now() + index));
    }
    const complete = isComplete(lines, allotments);
    await changeStatus(trx, {
      orderId: owner.orderId,
      status: complete ? 'shipped' : 'partially_shipped',
      event: {
        kind: 'parcel',
        text: `Shipped ${fresh.map(describeParcel).join(' and ')}; ${complete ? 'that is all' : 'more to come'}`,
        author: 'easypost',
      },
    });
    return changed + fresh.length;
  });
}

async function storeParcel(
  trx: Database,
  owner: Owner,
  parcel: NewParcel,
  allotment: Allotment | undefined,
  at: Date,
): Promise<void> {
  await insertParcel(trx, owner.orderId, { parcel, lines: allotment?.lines ?? [], at });
  for (const { barcode, units } of allotment?.leftover ?? []) {
    await openProblem(trx, { ...owner, cause: 'parcel_mismatch', subject: `${units} × ${barcode}` });
    await recordEvent(trx, {
      orderId: owner.orderId,
      kind: 'problem',
      text: `Parcel ${parcel.trackingCode} holds ${units} × ${barcode}, which no line waits for`,
    });
  }
}

/** A changed tracking code goes to the cart while it can; after that it is only told. */
async function storeChangedTracking(
  trx: Database,
  owner: Owner,
  known: readonly ParcelRow[],
  seen: readonly EasypostParcel[],
): Promise<number> {
  let changed = 0;
  for (const old of known) {
    const now = seen.find(({ pickId }) => pickId === old.easypost_pick_id);
    if (!now || (now.trackingCode === old.tracking_code && now.carrier === old.carrier)) continue;
    changed += 1;
    await updateTracking(trx, old.id, toNewParcel(now, old.id));
    const told = old.written_at ? '; the cart keeps the old one' : '';
    const text = `Tracking of a parcel changed from ${old.tracking_code} to ${now.trackingCode}${told}`;
    await recordEvent(trx, { orderId: owner.orderId, kind: 'notice', text, author: 'easypost' });
  }
  return changed;
}
