import { pickOrder, shipParcel, firstUnits, unitsLeft } from './shipping.ts';
import type { Book, Order } from './state.ts';
import { allBooks, type World } from './world.ts';

/** How orders move by themselves. */
export interface Speed {
  /** From acceptance to picking. */
  pickMs: number;
  /** From picking to the first parcel. */
  shipMs: number;
  /** From each parcel to the next. */
  betweenParcelsMs: number;
  /** Parcels per order, where it has that many units. */
  parcels: number;
}

/** Moves orders on by themselves at the chosen speed; null: only by control calls. */
export interface Pace {
  plan(book: Book, order: Order): void;
  set(speed: Speed | null): void;
  close(): void;
}

function delayOf(speed: Speed, order: Order): number | null {
  switch (order.status) {
    case 'created':
      return speed.pickMs;
    case 'picking':
      return speed.shipMs;
    case 'partially_shipped':
      return speed.betweenParcelsMs;
    case 'shipped':
    case 'cancelled':
      return null;
  }
}

/** The next parcel of an order; the last one takes whatever is left. */
function shipNext(world: World, book: Book, order: Order, parcels: number): void {
  const sent = order.picks.filter(({ tracker }) => tracker !== null).length;
  const count = Math.ceil(unitsLeft(order) / Math.max(1, parcels - sent));
  shipParcel(world, book, order, { units: firstUnits(book, order, count) });
}

export function createPace(world: () => World, changed: () => void, initial: Speed | null): Pace {
  let speed = initial;
  const timers = new Map<string, NodeJS.Timeout>();

  function step(book: Book, order: Order): void {
    timers.delete(order.id);
    if (!speed) return;
    if (order.status === 'created') pickOrder(world(), book, order);
    else if (unitsLeft(order) > 0) shipNext(world(), book, order, speed.parcels);
    changed();
  }

  function plan(book: Book, order: Order): void {
    clearTimeout(timers.get(order.id));
    timers.delete(order.id);
    const delay = speed && delayOf(speed, order);
    if (delay === null) return;
    timers.set(
      order.id,
      setTimeout(() => step(book, order), delay),
    );
  }

  function clear(): void {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  }

  return {
    plan,
    set(wanted) {
      speed = wanted;
      clear();
      for (const book of allBooks(world())) for (const order of book.orders.values()) plan(book, order);
    },
    close() {
      speed = null;
      clear();
    },
  };
}
