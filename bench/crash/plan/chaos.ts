import type { Fault as EasypostFault } from '../../../simulators/easypost/faults.ts';
import type { FaultRequest } from '../../../simulators/cart/control-api.ts';
import { CART_COUNT, heedsKeys, MERCHANTS } from './catalogue.ts';
import { cartFaults, easypostFaults, lateShipment } from './faults.ts';
import type { Random } from './random.ts';
import type { Timing } from './timing.ts';

export const WORKERS = 3;

/** Something that breaks, or that the world does. */
export type Trouble =
  /** SIGKILL; its supervisor starts it again. */
  | { kind: 'kill_worker'; worker: number }
  /** SIGTERM; it finishes its work and is replaced. */
  | { kind: 'drain_worker'; worker: number }
  /** SIGSTOP and SIGCONT: it goes on as if nothing had happened, longer than its leases and heartbeats allow. */
  | { kind: 'freeze_worker'; worker: number; ms: number }
  | { kind: 'kill_postgres'; downMs: number }
  | { kind: 'kill_temporal'; downMs: number }
  | { kind: 'easypost_outage'; ms: number }
  | { kind: 'cart_outage'; carts: number[]; ms: number }
  | { kind: 'easypost_fault'; merchant: number; fault: EasypostFault }
  | { kind: 'cart_fault'; cart: number; fault: FaultRequest }
  | { kind: 'stock_arrives'; merchant: number; units: number };

/** `atMs` is from the beginning of the chaos. */
export type PlannedTrouble = { atMs: number } & Trouble;

/** A part of the chaos, as shares of its length. */
type Window = readonly [number, number];

/** The outages follow each other, so that the seconds to recover say something about one of them. */
const POSTGRES: Window = [0.08, 0.16];
const EASYPOST: Window = [0.2, 0.22];
const CART: Window = [0.68, 0.72];
const TEMPORAL: Window = [0.86, 0.92];
const DRAIN: Window = [0.3, 0.9];
const FREEZE: Window = [0.25, 0.6];
const FIRST_KILL_MS = 2_500;
const KILL_GAP_MS = [3_500, 9_000] as const;

/** Everything that goes wrong in a run, by time. */
export function planChaos(random: Random, timing: Timing, orders: number): PlannedTrouble[] {
  const at = ([from, to]: Window) => Math.round(random.between(from, to) * timing.chaosMs);
  const firstCart = random.whole(0, CART_COUNT - 1);
  const freeze = {
    atMs: at(FREEZE),
    kind: 'freeze_worker' as const,
    worker: random.whole(0, WORKERS - 1),
    ms: timing.freezeMs,
  };
  const carts = [firstCart, (firstCart + random.whole(1, CART_COUNT - 1)) % CART_COUNT];
  return [
    { atMs: at(POSTGRES), kind: 'kill_postgres' as const, downMs: timing.serverDownMs },
    { atMs: at(CART), kind: 'cart_outage' as const, carts, ms: timing.cartOutageMs },
    { atMs: at(EASYPOST), kind: 'easypost_outage' as const, ms: timing.easypostOutageMs },
    { atMs: at(TEMPORAL), kind: 'kill_temporal' as const, downMs: timing.serverDownMs },
    freeze,
    { atMs: at(DRAIN), kind: 'drain_worker' as const, worker: otherThan(random, freeze.worker) },
    ...planKills(random, timing, freeze),
    ...planArrivals(random, timing),
    ...planFaults(random, timing, orders),
  ].toSorted((a, b) => a.atMs - b.atMs);
}

function otherThan(random: Random, worker: number): number {
  return (worker + random.whole(1, WORKERS - 1)) % WORKERS;
}

/** One worker killed twice in a row would hardly run in between, so they take turns; the frozen one is left to thaw. */
function planKills(
  random: Random,
  timing: Timing,
  freeze: { atMs: number; worker: number; ms: number },
): PlannedTrouble[] {
  const kills: PlannedTrouble[] = [];
  let last = random.whole(0, WORKERS - 1);
  for (let atMs = FIRST_KILL_MS; atMs < timing.chaosMs; atMs += Math.round(random.between(...KILL_GAP_MS))) {
    const isFrozen = atMs > freeze.atMs && atMs < freeze.atMs + freeze.ms;
    last = otherThan(random, isFrozen ? freeze.worker : last);
    kills.push({ atMs, kind: 'kill_worker', worker: last });
  }
  return kills;
}

function planArrivals(random: Random, timing: Timing): PlannedTrouble[] {
  return MERCHANTS.flatMap((_, merchant) =>
    [0.3, 0.6, 0.95].map((share) => ({
      atMs: Math.round((share + random.between(-0.05, 0.05)) * timing.chaosMs),
      kind: 'stock_arrives' as const,
      merchant,
      units: random.whole(3, 12),
    })),
  );
}

/** Faults for so many orders in all; every kind comes at least once. */
const FAULTS_PER_ORDER = 0.4;

function planFaults(random: Random, timing: Timing, orders: number): PlannedTrouble[] {
  const atMs = () => Math.round(random.between(0.02, 0.95) * timing.chaosMs);
  const some = <T>(kinds: [T, ...T[]]) =>
    Array.from(
      { length: Math.max(kinds.length, Math.round(orders * FAULTS_PER_ORDER)) },
      (_, index) => kinds[index] ?? random.pick(kinds),
    );
  const cart = () => random.whole(0, CART_COUNT - 1);
  const late = Array.from({ length: CART_COUNT }, (_, index) => index).filter(heedsKeys);
  return [
    ...some(easypostFaults(timing)).map((fault) => ({
      atMs: atMs(),
      kind: 'easypost_fault' as const,
      merchant: random.whole(0, MERCHANTS.length - 1),
      fault,
    })),
    ...some(cartFaults()).map((fault) => ({ atMs: atMs(), kind: 'cart_fault' as const, cart: cart(), fault })),
    ...late.map((index) => ({
      atMs: atMs(),
      kind: 'cart_fault' as const,
      cart: index,
      fault: lateShipment(timing),
    })),
  ];
}
