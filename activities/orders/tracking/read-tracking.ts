import { createHash } from 'node:crypto';
import pLimit, { type LimitFunction } from 'p-limit';
import { listCarts, markAccountDown } from '../../../database/queries/connections.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import { inChunks } from '../../../database/queries/import-orders-chunks.ts';
import { findChanged, modesToTrack, saveSeen, type TrackedOrder } from '../../../database/queries/tracking.ts';
import type { Mode } from '../../../database/tables.ts';
import { ORDER_MESSAGE } from '../../../shared/orders/messages.ts';
import { referenceIn } from '../../../shared/orders/reference.ts';
import { AT_ONCE, type Slot } from '../../../shared/settings/slot.ts';
import type { TrackingResult } from '../../activities.ts';
import type { HubDeps } from '../../deps.ts';
import { parcelsOf, type EasypostParcel } from '../../easypost/parcels.ts';
import type { EasypostClient, EasypostOrder } from '../../easypost/types.ts';
import { isSystemError } from '../../errors/system-error.ts';
import { openAccount } from '../easypost-account.ts';
import { cancelDouble } from '../send/cancel-double.ts';
import { signalOrder } from '../signal-order.ts';
import { storeParcels } from './store-parcels.ts';

/** Orders that are stored at a time. */
const AT_A_TIME = 25;
/**
 * Signals at a time. Of more, most find no worker that asks for work just then: Temporal has to store them as tasks,
 * which costs more than is won.
 */
const SIGNALS_AT_A_TIME = 2;

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
  signals: LimitFunction;
  result: TrackingResult;
  /** Of single orders; thrown when all others have been taken. */
  failures: unknown[];
}

/** Reads all orders of an account, page by page, and wakes those that changed (design §3). */
export function createReadTracking(deps: HubDeps): (merchantId: string) => Promise<TrackingResult> {
  return async (merchantId) => {
    const signals = pLimit(SIGNALS_AT_A_TIME);
    const result: TrackingResult = { read: 0, newParcels: 0, signalled: 0, doublesCancelled: 0 };
    const carts = await listCarts(deps.db, merchantId);
    const writeBack = new Map(carts.map((cart) => [cart.id, cart.settings.writeBack]));
    for (const mode of await modesToTrack(deps.db, merchantId)) {
      const account = await openAccount(deps, merchantId, mode);
      if (account.kind !== 'open') continue;
      try {
        await readAccount({ deps, client: account.client, merchantId, mode, writeBack, signals, result, failures: [] });
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
  if (reading.failures.length > 0) throw reading.failures[0];
}

type SeenPage = ReadonlyMap<string, { order: EasypostOrder; hash: string }>;

/**
 * Saves first, signals then, and only then remembers what it saw: a crash between makes the next run repeat it. An
 * order that fails is told at the end, and keeps no other from being taken.
 */
async function takeChanges(reading: Reading, page: SeenPage, changed: readonly TrackedOrder[]): Promise<void> {
  for (const slice of inChunks(changed, AT_A_TIME)) {
    const changes = slice.flatMap((tracked) => {
      const entry = page.get(tracked.seenId);
      return entry ? [{ tracked, ...entry, parcels: parcelsOf(entry.order) }] : [];
    });
    // Where one of them cannot be stored, each is stored for itself.
    const areStored = await store(reading, changes.filter(hasParcelsToTake)).then(
      () => true,
      () => false,
    );
    const outcomes = await Promise.allSettled(changes.map((change) => takeChange(reading, change, areStored)));
    const seen = changes.filter(
      ({ tracked }, index) => tracked.role === 'own' && outcomes[index]?.status === 'fulfilled',
    );
    await saveSeen(
      reading.deps.db,
      seen.map(({ tracked, hash, order }) => ({ orderId: tracked.orderId, hash, status: order.status })),
    );
    reading.failures.push(...outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])));
  }
}

interface Change {
  tracked: TrackedOrder;
  order: EasypostOrder;
  hash: string;
  parcels: EasypostParcel[];
}

function hasParcelsToTake({ tracked, parcels }: Change): boolean {
  const { role, status } = tracked;
  return role === 'own' && status !== 'cancelled' && status !== 'confirmed' && parcels.length > 0;
}

async function store({ deps, merchantId, result }: Reading, changes: readonly Change[]): Promise<void> {
  const seen = changes.map(({ tracked: { orderId, cartId }, parcels }) => ({ orderId, merchantId, cartId, parcels }));
  result.newParcels += await storeParcels(deps.db, seen);
}

async function takeChange(reading: Reading, change: Change, isStored: boolean): Promise<void> {
  const { tracked, order } = change;
  if (tracked.role !== 'own') {
    if (order.state !== 'cancelled') await takeOther(reading, tracked);
  } else if (tracked.status === 'cancelled') {
    if (order.state !== 'cancelled') await cancelLeftBehind(reading, tracked);
  } else if (hasParcelsToTake(change)) {
    if (!isStored) await store(reading, [change]);
    const notice = { writeBack: reading.writeBack.get(tracked.cartId) ?? AT_ONCE };
    await tell(reading, tracked, ORDER_MESSAGE.parcels, notice);
  } else if (order.state === 'cancelled') {
    await tell(reading, tracked, ORDER_MESSAGE.recheck);
  }
}

/** Signals the order's workflow. */
async function tell(reading: Reading, tracked: TrackedOrder, signal: string, ...args: unknown[]): Promise<void> {
  const { deps, merchantId, signals, result } = reading;
  const { cartId, sourceId } = tracked;
  await signals(() => signalOrder(deps.temporal, { merchantId, cartId, sourceId }, signal, ...args));
  result.signalled += 1;
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
  return tracked.role === 'late' ? tell(reading, tracked, ORDER_MESSAGE.recheck) : cancelAsDouble(reading, tracked);
}
