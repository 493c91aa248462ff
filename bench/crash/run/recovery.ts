import { CART_COUNT, cartName } from '../plan/catalogue.ts';
import { pullOnce } from './steps.ts';
import type { Run } from './ledger.ts';
import { untilDone } from './pauses.ts';

export const PARTS = ['postgres', 'temporal', 'easypost', 'cart', 'worker'] as const;
export type Part = (typeof PARTS)[number];

/** Seconds to recover after each outage, in their order; null where the run ended before. */
export type Recoveries = Record<Part, (number | null)[]>;

export function noRecoveries(): Recoveries {
  return { postgres: [], temporal: [], easypost: [], cart: [], worker: [] };
}

/** What is back. */
export type Back =
  | { part: 'postgres' | 'temporal' }
  | { part: 'easypost' }
  /** Carts by id. */
  | { part: 'cart'; carts: readonly string[] };

const PULL_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 300;

/**
 * Seconds from now until work goes on: at PostgreSQL and Temporal until a pull that begins now is done, at EasyPost
 * and carts until everything that waited for them has moved on. Null where the run ends before.
 */
export async function secondsToRecover(run: Run, back: Back): Promise<number | null> {
  const began = Date.now();
  const recovered =
    back.part === 'postgres' || back.part === 'temporal' ? await untilPulled(run) : await untilNothingWaits(run, back);
  return recovered === null ? null : (Date.now() - began) / 1000;
}

/** Of a cart that has no outage of its own. */
async function untilPulled({ plan, stack, signal }: Run): Promise<true | null> {
  const away = plan.troubles.flatMap((trouble) => (trouble.kind === 'cart_outage' ? trouble.carts : []));
  const carts = Array.from({ length: CART_COUNT }, (_, cart) => cart).filter((cart) => !away.includes(cart));
  const cart = cartName(carts[0] ?? 0);
  return untilDone(() => pullOnce(stack.context, cart, PULL_LIMIT_MS).then(() => true), signal);
}

async function untilNothingWaits(run: Run, back: Back): Promise<true | null> {
  const waiting = await untilDone(() => waitingFor(run, back), run.signal);
  return untilDone(
    async () => {
      const now = new Set(await waitingFor(run, back));
      return waiting?.some((id) => now.has(id)) ? null : true;
    },
    run.signal,
    LOOK_EVERY_MS,
  );
}

/** Orders being sent, or parcels that the carts do not have yet: ids of what is on its way and needs nobody. */
async function waitingFor({ stack: { context } }: Run, back: Back): Promise<string[]> {
  const rows =
    back.part === 'cart'
      ? await context.db
          .selectFrom('parcels')
          .innerJoin('orders', 'orders.id', 'parcels.order_id')
          .select('parcels.id')
          .where('parcels.written_at', 'is', null)
          .where('orders.status', 'in', ['partially_shipped', 'shipped'])
          .where('orders.cart_id', 'in', [...back.carts])
          .execute()
      : await context.db.selectFrom('orders').select('id').where('status', '=', 'sending').execute();
  return rows.map(({ id }) => id);
}

/** In tenths of a second. */
export function rounded(recoveries: Recoveries): Recoveries {
  const round = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 10) / 10);
  return Object.fromEntries(PARTS.map((part) => [part, recoveries[part].map(round)])) as Recoveries;
}
