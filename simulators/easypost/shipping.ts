import { CARRIERS } from './decisions.ts';
import { allUnits, tellOrder } from './orders.ts';
import { renderTracker } from './render.ts';
import { nowSeconds, stamp, touch } from './stamp.ts';
import type { Book, Order, Pick, PickedUnit, Tracker } from './state.ts';
import type { World } from './world.ts';

export interface ParcelWish {
  /** Units per barcode; everything that is left where not given. */
  units?: Readonly<Record<string, number>> | undefined;
  carrier?: string | undefined;
  trackingCode?: string | undefined;
}

/** A control call that the state of things does not allow; `message` says why. */
export class NotPossible extends Error {}

/** The warehouse begins: one pick holds all units until they are packed. */
export function pickOrder(world: World, book: Book, order: Order): void {
  if (order.status !== 'created')
    throw new NotPossible(`order ${order.id} is ${order.status}; only created can be picked`);
  order.picks = [allUnits(book, order)];
  order.status = 'picking';
  touch(order);
  tellOrder(world, book, 'updated', order);
  world.plan(book, order);
}

/** The pick whose units have not left. */
function openPick(order: Order): Pick {
  const pick = order.picks.find(({ tracker }) => tracker === null);
  if (!pick) throw new NotPossible(`order ${order.id} is ${order.status}; it has no units left to ship`);
  return pick;
}

export function unitsLeft(order: Order): number {
  return order.picks.find(({ tracker }) => tracker === null)?.inventories.length ?? 0;
}

/** Splits the wished units from the open ones; nothing changes when there are not enough. */
function split(book: Book, order: Order, open: readonly PickedUnit[], wish: ParcelWish) {
  if (wish.units === undefined) return { packed: [...open], rest: [] };
  const wanted = new Map(Object.entries(wish.units));
  const packed: PickedUnit[] = [];
  const rest: PickedUnit[] = [];
  for (const unit of open) {
    const barcode = book.products.get(unit.productId)?.barcode ?? unit.productId;
    const missing = wanted.get(barcode) ?? 0;
    if (missing > 0) wanted.set(barcode, missing - 1);
    (missing > 0 ? packed : rest).push(unit);
  }
  const short = [...wanted].find(([, missing]) => missing > 0);
  if (short) throw new NotPossible(`order ${order.id} has ${short[1]} unit(s) of ${short[0]} too few left to ship`);
  if (packed.length === 0) throw new NotPossible('a parcel needs at least one unit');
  return { packed, rest };
}

function newTracker(book: Book, wish: ParcelWish): Tracker {
  const marks = stamp(book, 'tracker');
  const number = BigInt(`0x${marks.id.slice(-13)}`)
    .toString()
    .padStart(16, '0');
  const tracking_code = wish.trackingCode ?? `9400${number}`;
  const carrier = wish.carrier ?? CARRIERS[Number(BigInt(number) % BigInt(CARRIERS.length))] ?? 'USPS';
  const public_url = `https://track.easypost.com/${encodeURIComponent(tracking_code)}`;
  return { ...marks, tracking_code, carrier, status: 'pre_transit', public_url };
}

/** Tracker events come from the shipping system: their dates are strings (easypost.md §13). */
function tellTracker(world: World, book: Book, event: 'created' | 'updated', tracker: Tracker): void {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const result = {
    ...renderTracker(tracker),
    created_at: iso(tracker.created_at),
    updated_at: iso(tracker.updated_at),
  };
  world.publish(book, `tracker.${event}`, result);
}

/** One package leaves; an order that is not picked yet is picked first. The units it has no more stay promised no more. */
export function shipParcel(world: World, book: Book, order: Order, wish: ParcelWish): Tracker {
  if (order.status === 'cancelled') throw new NotPossible(`order ${order.id} is cancelled`);
  if (order.status === 'created') pickOrder(world, book, order);
  const open = openPick(order);
  const { packed, rest } = split(book, order, open.inventories, wish);
  const tracker = newTracker(book, wish);
  const shipped = order.picks.filter((pick) => pick !== open);
  const parcel: Pick = { ...stamp(book, 'pick'), tracker, inventories: packed };
  order.picks = [...shipped, parcel, ...(rest.length > 0 ? [{ ...open, inventories: rest }] : [])];
  order.status = rest.length > 0 ? 'partially_shipped' : 'shipped';
  if (order.status === 'shipped') order.reserved = [];
  touch(order);
  tellTracker(world, book, 'created', tracker);
  tellOrder(world, book, 'updated', order);
  world.plan(book, order);
  return tracker;
}

/** Ships what is left in `parcels` packages as even as can be (fewer when there are fewer units). */
export function shipRest(world: World, book: Book, order: Order, parcels: number): void {
  if (order.status === 'created') pickOrder(world, book, order);
  for (let left = parcels; left > 0 && unitsLeft(order) > 0; left -= 1) {
    shipParcel(world, book, order, { units: firstUnits(book, order, Math.ceil(unitsLeft(order) / left)) });
  }
}

/** The first `count` units that have not left, per barcode. */
export function firstUnits(book: Book, order: Order, count: number): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { productId } of openPick(order).inventories.slice(0, count)) {
    const barcode = book.products.get(productId)?.barcode ?? productId;
    units[barcode] = (units[barcode] ?? 0) + 1;
  }
  return units;
}

/** Sets a tracker's status, and tells it. */
export function updateTracker(world: World, book: Book, trackingCode: string, status: string): void {
  const trackers = [...book.orders.values()].flatMap(({ picks }) => picks.map(({ tracker }) => tracker));
  const tracker = trackers.find((one) => one?.tracking_code === trackingCode);
  if (!tracker) throw new NotPossible(`no parcel has the tracking code ${trackingCode}`);
  tracker.status = status;
  tracker.updated_at = nowSeconds();
  tellTracker(world, book, 'updated', tracker);
}
