import { planChaos, type PlannedTrouble } from './chaos.ts';
import { planOrders, type PlannedOrder } from './orders.ts';
import { createRandom } from './random.ts';
import { timingFor, type Timing } from './timing.ts';

export interface PlanSettings {
  seed: number;
  orders: number;
  minutes: number;
}

/** All that a run does, and when. */
export interface Plan {
  settings: PlanSettings;
  timing: Timing;
  orders: PlannedOrder[];
  troubles: PlannedTrouble[];
}

/** A pure function of the settings: the same seed plans the same orders, cancellations and failures. */
export function makePlan(settings: PlanSettings): Plan {
  const timing = timingFor(settings.minutes);
  const random = createRandom(settings.seed);
  const orders = planOrders(random, timing, settings.seed, settings.orders);
  return { settings, timing, orders, troubles: planChaos(random, timing, settings.orders) };
}
