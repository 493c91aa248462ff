import { ABSENT, CART_COUNT, PLENTY, SCARCE, UNKNOWN } from './catalogue.ts';
import type { Random } from './random.ts';
import type { Timing } from './timing.ts';

export interface PlannedLine {
  sku: string;
  quantity: number;
}

/** Who cancels, and when: some time after the order is placed, or around its first parcel's leaving. */
export interface PlannedCancel {
  by: 'operator' | 'cart';
  when: 'after_placing' | 'at_shipping';
  /** May be negative around the shipping. */
  delayMs: number;
}

export interface PlannedOrder {
  number: string;
  cart: number;
  /** From the beginning of the chaos. */
  placeAtMs: number;
  lines: PlannedLine[];
  /** From when EasyPost has it until its first parcel leaves. */
  shipAfterMs: number;
  parcelGapMs: number;
  /** Into how many parcels its units go, where there are enough. */
  parcels: number;
  cancels: PlannedCancel[];
}

const MOST_LINES = 5;
/** Orders come in during this part of the chaos. */
const PLACING_SHARE = 0.85;

function planLines(random: Random): PlannedLine[] {
  const count = random.whole(1, MOST_LINES);
  const lines = Array.from({ length: count }, () => ({
    sku: random.chance(0.1) ? SCARCE : random.pick(PLENTY),
    quantity: random.whole(1, 4),
  }));
  const [first] = lines;
  // The same SKU on two lines: their units must not be mixed up.
  if (first && count > 1 && random.chance(0.5)) lines.push({ sku: first.sku, quantity: random.whole(1, 4) });
  return lines.slice(0, MOST_LINES);
}

function planCancels(random: Random, timing: Timing): PlannedCancel[] {
  const by = random.chance(0.65) ? 'operator' : 'cart';
  if (random.chance(0.13)) return [{ by, when: 'after_placing', delayMs: random.between(0, timing.chaosMs * 0.12) }];
  if (random.chance(0.15)) return [{ by, when: 'at_shipping', delayMs: random.between(-1_500, 1_500) }];
  // Two at once: a shop and an operator do not know of each other.
  if (random.chance(0.05)) {
    const delayMs = random.between(500, timing.chaosMs * 0.1);
    return [
      { by: 'operator', when: 'after_placing', delayMs },
      { by: 'cart', when: 'after_placing', delayMs: delayMs + random.between(-400, 400) },
    ];
  }
  return [];
}

function planOrder(random: Random, timing: Timing, number: string): PlannedOrder {
  return {
    number,
    cart: random.whole(0, CART_COUNT - 1),
    placeAtMs: Math.round(random.between(0, timing.chaosMs * PLACING_SHARE)),
    lines: planLines(random),
    shipAfterMs: Math.round(random.between(2_000, Math.max(6_000, timing.chaosMs * 0.2))),
    parcelGapMs: Math.round(random.between(200, 5_000)),
    parcels: random.whole(1, 3),
    cancels: planCancels(random, timing),
  };
}

/** The orders of a run in the order in which they are placed: a few can never be sent, and must say so. */
export function planOrders(random: Random, timing: Timing, seed: number, count: number): PlannedOrder[] {
  const orders = Array.from({ length: count }, (_, index) =>
    planOrder(random, timing, `S${seed}-${String(index + 1).padStart(4, '0')}`),
  );
  for (const [index, sku] of [ABSENT, UNKNOWN].entries()) {
    const order = orders[(index + 1) * 7];
    if (!order) continue;
    order.lines.splice(0, 1, { sku, quantity: 1 });
    order.cancels = [];
  }
  return orders.toSorted((a, b) => a.placeAtMs - b.placeAtMs);
}
