import { createHash } from 'node:crypto';
import { listCarts, markAccountDown } from '../../../database/queries/connections.ts';
import { loadOrderParcels, type OrderParcels } from '../../../database/queries/order-parcels.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import { inChunks } from '../../../database/queries/import-orders-chunks.ts';
import {
  findChanged,
  modesToTrack,
  saveSeen,
  type SeenState,
  type TrackedOrder,
} from '../../../database/queries/tracking.ts';
import type { Mode } from '../../../database/tables.ts';
import { ORDER_MESSAGE } from '../../../shared/orders/messages.ts';
import { referenceIn } from '../../../shared/orders/reference.ts';
import { AT_ONCE, type Slot } from '../../../shared/settings/slot.ts';
import type { TrackingResult } from '../../activities.ts';
import type { HubDeps } from '../../deps.ts';
import { parcelsOf } from '../../easypost/parcels.ts';
import type { EasypostClient, EasypostOrder } from '../../easypost/types.ts';
import { isSystemError } from '../../errors/system-error.ts';
import { openAccount } from '../easypost-account.ts';
import { cancelDouble } from '../send/cancel-double.ts';
import { signalOrder } from '../signal-order.ts';
import { storeParcels } from './store-parcels.ts';

/** Orders that are stored and signalled at a time. */
const AT_A_TIME = 10;

/** What a change of would change an order's hash: its status and its parcels. */
function hashOf(order: EasypostOrder): string {
  const parcels = parcelsOf(order).map(({ pickId, carrier, trackingCode, units }) => [
    pickId,
    carrier,
    trackingCode,
    units,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([order.status, parcels]))
    .digest('base64')
    .slice(0, 22);
}

interface Reading {
  deps: HubDeps;
  client: EasypostClient;
  merchantId: string;
  mode: Mode;
  writeBack: ReadonlyMap<string, Slot>;
  result: TrackingResult;
}

/** Reads all orders of an account, page by page, and wakes those that changed (design §3). */
export function createReadTracking(deps: HubDeps): (merchantId: string) => Promise<TrackingResult> {
  return async (merchantId) => {
    const result: TrackingResult = { read: 0, newParcels: 0, signalled: 0, doublesCancelled: 0 };
    const carts = await listCarts(deps.db, merchantId);
    const writeBack = new Map(carts.map((cart) => [cart.id, cart.settings.writeBack]));
    for (const mode of await modesToTrack(deps.db, merchantId)) {
      const account = await openAccount(deps, merchantId, mode);
      if (account.kind !== 'open') continue;
      try {
        await readAccount({ deps, client: account.client, merchantId, mode, writeBack, result });
      } catch (error) {
        if (!isSystemError(error, 'unauthorized')) throw error;
        await markAccountDown(deps.db, merchantId);
        await openProblem(deps.db, { merchantId, cause: 'easypost_unauthorized', subject: mode });
      }
    }
    return result;
  };
}

async function readAccount(reading: Reading): Promise<void> {
  const { deps, client, merchantId, mode, result } = reading;
  for await (const page of client.listOrders()) {
    result.read += page.length;
    const byId = new Map(page.map((order) => [order.id, { order, hash: hashOf(order) }]));
    const seen = [...byId].map(([easypostOrderId, { order, hash }]) => ({
      easypostOrderId,
      hash,
      reference: referenceIn(order.description),
    }));
    await takeChanges(reading, byId, await findChanged(deps.db, merchantId, mode, seen));
  }
}

type SeenPage = ReadonlyMap<string, { order: EasypostOrder; hash: string }>;

/**
 * Saves first, signals then, and only then remembers what it saw: a crash between makes the next run repeat it. What
 * was dealt with before the first failure is thrown counts as seen.
 */
async function takeChanges(reading: Reading, page: SeenPage, changed: readonly TrackedOrder[]): Promise<void> {
  const { deps } = reading;
  for (const slice of inChunks(changed, AT_A_TIME)) {
    const seen: SeenState[] = [];
    const own = slice.filter(({ role }) => role === 'own').map(({ orderId }) => orderId);
    const stored = await loadOrderParcels(deps.db, own);
    const take = async (tracked: TrackedOrder): Promise<void> => {
      const entry = page.get(tracked.seenId);
      if (!entry) return;
      if (tracked.role === 'own') {
        await takeChange(reading, tracked, entry.order, stored.get(tracked.orderId));
        seen.push({ orderId: tracked.orderId, hash: entry.hash, status: entry.order.status });
      } else if (entry.order.state !== 'cancelled') {
        await takeOther(reading, tracked);
      }
    };
    const outcomes = await Promise.allSettled(slice.map(take));
    await saveSeen(deps.db, seen);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

async function takeChange(
  reading: Reading,
  tracked: TrackedOrder,
  order: EasypostOrder,
  stored: OrderParcels | undefined,
): Promise<void> {
  const { deps, merchantId, result } = reading;
  const { orderId, cartId, sourceId } = tracked;
  const parcels = parcelsOf(order);
  if (tracked.status === 'cancelled' && order.state !== 'cancelled') {
    await cancelLeftBehind(reading, tracked);
  } else if (tracked.status !== 'cancelled' && tracked.status !== 'confirmed' && parcels.length > 0) {
    result.newParcels += await storeParcels(deps.db, { orderId, merchantId, cartId }, parcels, stored);
    const notice = { writeBack: reading.writeBack.get(cartId) ?? AT_ONCE };
    await signalOrder(deps.temporal, { merchantId, cartId, sourceId }, ORDER_MESSAGE.parcels, notice);
    result.signalled += 1;
  } else if (order.state === 'cancelled' && tracked.status !== 'cancelled') {
    await signalOrder(deps.temporal, { merchantId, cartId, sourceId }, ORDER_MESSAGE.recheck);
    result.signalled += 1;
  }
}

/** An attempt that was thought dead brought the order to EasyPost after it was cancelled; the listing may be older. */
async function cancelLeftBehind(reading: Reading, tracked: TrackedOrder): Promise<void> {
  const { state } = await reading.client.getOrder(tracked.seenId);
  if (state !== 'cancelled') await cancelAsDouble(reading, tracked);
}

async function cancelAsDouble({ deps, client, merchantId, result }: Reading, tracked: TrackedOrder): Promise<void> {
  const { orderId, cartId, seenId } = tracked;
  await cancelDouble(deps, client, { orderId, merchantId, cartId, easypostOrderId: seenId });
  result.doublesCancelled += 1;
}

/** A late one is adopted by the order's own sending, which looks before it sends: told again until it has done so. */
async function takeOther(reading: Reading, tracked: TrackedOrder): Promise<void> {
  const { deps, merchantId, result } = reading;
  const { cartId, sourceId } = tracked;
  if (tracked.role === 'late') {
    await signalOrder(deps.temporal, { merchantId, cartId, sourceId }, ORDER_MESSAGE.recheck);
    result.signalled += 1;
    return;
  }
  await cancelAsDouble(reading, tracked);
}
