import type { SimulatedOrder } from '../../../simulators/easypost/control.ts';
import { MERCHANTS } from '../plan/catalogue.ts';
import { testKey } from '../stack/world.ts';
import type { LedgerEntry, Run } from './ledger.ts';
import { nextParcel, unitsLeft } from './next-parcel.ts';
import { pause } from './pauses.ts';

const LOOK_EVERY_MS = 400;
const HURRY_MS = 1_000;
/** Within this long after an outage every retry has asked EasyPost again. */
const CAUGHT_UP_MS = 45_000;

/** The number that Cartway writes behind its reference. */
function numberOf(order: SimulatedOrder): string {
  return order.description?.split(' ')[1] ?? '';
}

/**
 * Ships what EasyPost has, in parcels as planned, until the run is over; after the chaos it does so at once. Of an
 * order that is there twice it ships the older one, and while EasyPost does not answer only what Cartway knows of: what
 * came late and is picked before it can be seen could be kept by nobody.
 */
export async function runWarehouse(run: Run): Promise<void> {
  const seen = new Map<string, number>();
  while (!run.signal.aborted) {
    for (const merchant of MERCHANTS.keys()) await shipDue(run, seen, testKey(merchant));
    await pause(LOOK_EVERY_MS, run.signal);
  }
}

async function shipDue(run: Run, seen: Map<string, number>, key: string): Promise<void> {
  const orders = await run.stack.world.easypost.orders(key);
  const oldest = new Map<string, SimulatedOrder>();
  for (const order of orders) {
    if (order.status !== 'cancelled' && !oldest.has(numberOf(order))) oldest.set(numberOf(order), order);
  }
  for (const [number, order] of oldest) {
    const entry = run.ledger.get(number);
    if (!entry || order.status === 'shipped') continue;
    seen.set(order.id, seen.get(order.id) ?? Date.now());
    if (!isDue(run, entry, order, seen.get(order.id) ?? 0)) continue;
    if (!isOutOfSight(run) || (await isKnown(run, order))) await ship(run, entry, order);
  }
}

/** Whether EasyPost is away, or was until a moment ago. */
function isOutOfSight({ plan, startedAt }: Run): boolean {
  const since = Date.now() - startedAt;
  return plan.troubles.some(
    (trouble) =>
      trouble.kind === 'easypost_outage' && since >= trouble.atMs && since < trouble.atMs + trouble.ms + CAUGHT_UP_MS,
  );
}

/** PostgreSQL may be away; then it is not. */
async function isKnown({ stack: { context } }: Run, { id }: SimulatedOrder): Promise<boolean> {
  const stored = context.db.selectFrom('orders').select('id').where('easypost_order_id', '=', id);
  return stored.executeTakeFirst().then(
    (row) => row !== undefined,
    () => false,
  );
}

function parcelsSent(order: SimulatedOrder): number {
  return order.picks.filter(({ tracker }) => tracker !== null).length;
}

function isDue(run: Run, entry: LedgerEntry, order: SimulatedOrder, seenAt: number): boolean {
  const { shipAfterMs, parcelGapMs } = entry.planned;
  const hurry = Date.now() > run.startedAt + run.plan.timing.chaosMs;
  const shipAt = seenAt + (hurry ? Math.min(HURRY_MS, shipAfterMs) : shipAfterMs);
  entry.shipAt ??= shipAt;
  return Date.now() >= shipAt + parcelsSent(order) * Math.min(parcelGapMs, hurry ? HURRY_MS : parcelGapMs);
}

async function ship(run: Run, entry: LedgerEntry, order: SimulatedOrder): Promise<void> {
  const units = nextParcel(unitsLeft(order), entry.planned.parcels - parcelsSent(order));
  try {
    await run.stack.world.easypost.ship(order.id, [{ units }]);
  } catch (error) {
    // A cancellation came first.
    run.progress(`${entry.planned.number} is not shipped: ${(error as Error).message}`);
  }
}
