import { createHash } from 'node:crypto';
import type { ScheduleState } from '../../database/queries/schedules.ts';
import { inventorySchedule, pullSchedule, stockPushSchedule, trackingSchedule, WORKFLOW } from '../../shared/names.ts';
import { minutesOfDay } from '../../shared/time/next-time-of-day.ts';

export type Timing =
  | { kind: 'interval'; seconds: number; offsetSeconds: number }
  /** Minutes since midnight in `zone`, ascending. */
  | { kind: 'daily'; minutes: number[]; zone: string };

/** One Schedule as the settings want it. */
export interface DesiredSchedule {
  id: string;
  workflowType: string;
  /** The id of the cart or merchant that the workflow is about. */
  argument: string;
  timing: Timing;
  catchupSeconds: number;
  /** Why it does not run, for the Web UI; null where it runs. */
  pausedBecause: string | null;
}

/** Temporal takes no shorter catch-up window. */
const SHORTEST_CATCHUP = 10;
/** A daily slot that the server missed is still worth having within an hour. */
const DAILY_CATCHUP = 3_600;

/** Spreads Schedules of the same interval: the same id always starts at the same second of it. */
export function stableOffset(id: string, seconds: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % seconds;
}

function every(id: string, seconds: number): Pick<DesiredSchedule, 'timing' | 'catchupSeconds'> {
  return {
    timing: { kind: 'interval', seconds, offsetSeconds: stableOffset(id, seconds) },
    catchupSeconds: Math.max(SHORTEST_CATCHUP, seconds),
  };
}

type Merchant = ScheduleState['merchants'][number];
type Cart = ScheduleState['carts'][number];

function merchantSchedules(merchant: Merchant): DesiredSchedule[] {
  const { trackingEvery, inventoryEvery } = merchant.settings;
  const pausedBecause = merchant.connected ? null : 'The merchant has no EasyPost key for its mode';
  const common = { argument: merchant.id, pausedBecause };
  const tracking = trackingSchedule(merchant.id);
  const inventory = inventorySchedule(merchant.id);
  return [
    { id: tracking, workflowType: WORKFLOW.readTracking, ...common, ...every(tracking, trackingEvery) },
    { id: inventory, workflowType: WORKFLOW.readStock, ...common, ...every(inventory, inventoryEvery) },
  ];
}

function cartSchedules(cart: Cart): DesiredSchedule[] {
  const id = pullSchedule(cart.id);
  const pull: DesiredSchedule = {
    id,
    workflowType: WORKFLOW.pullOrders,
    argument: cart.id,
    pausedBecause: null,
    ...every(id, cart.settings.pullEvery),
  };
  return [pull, ...stockPush(cart)];
}

/** Stock that is written at once needs no Schedule: the reading writes it. */
function stockPush(cart: Cart): DesiredSchedule[] {
  const { stock } = cart.settings;
  if (stock.kind === 'off' || stock.kind === 'at_once') return [];
  const id = stockPushSchedule(cart.id);
  const common = { id, workflowType: WORKFLOW.pushStock, argument: cart.id, pausedBecause: null };
  if (stock.kind === 'every') return [{ ...common, ...every(id, stock.minutes * 60) }];
  const minutes = [...new Set(stock.times.map(minutesOfDay))].sort((a, b) => a - b);
  return [{ ...common, timing: { kind: 'daily', minutes, zone: stock.zone }, catchupSeconds: DAILY_CATCHUP }];
}

/** All Schedules that the settings ask for; the same state gives the same list. */
export function desiredSchedules(state: ScheduleState): DesiredSchedule[] {
  return [...state.merchants.flatMap(merchantSchedules), ...state.carts.flatMap(cartSchedules)];
}
