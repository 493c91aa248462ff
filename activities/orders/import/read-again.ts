import { cancellationSignal } from '@temporalio/activity';
import { listOrdersToReadAgain } from '../../../database/queries/import-orders-pending.ts';
import { listUnreadable } from '../../../database/queries/unreadable.ts';
import type { Cart, OrderRead } from '../../carts/contract.ts';
import type { ImportRun } from './import-run.ts';

const DAY = 86_400_000;
/** Unpaid orders are asked for by id this long; after it, only the cart's listing can bring them back. */
const UNPAID_DAYS = 60;

type NextIds = (after: string, limit: number) => Promise<string[]>;

/**
 * Reads orders by id that the listing may not show: those whose change could not be stored while they were being
 * sent, skipped ones that the settings of now would take, unreadable ones, those that stopped because their address
 * did not arrive whole, and, for carts that do not list changes, all that are open.
 */
export async function* readAgain(run: ImportRun, cart: Cart): AsyncGenerator<OrderRead> {
  const { db } = run.deps;
  const rules = {
    ...run.rules,
    everythingOpen: !cart.listsChanges,
    unpaidSince: new Date(Date.now() - UNPAID_DAYS * DAY),
  };
  yield* inBatches(cart, (after, limit) => listOrdersToReadAgain(db, run.row.id, rules, after, limit));
  yield* inBatches(cart, (after, limit) => listUnreadable(db, run.row.id, after, limit));
}

async function* inBatches(cart: Cart, next: NextIds): AsyncGenerator<OrderRead> {
  let after = '';
  for (;;) {
    const ids = await next(after, cart.readBatch);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    cancellationSignal().throwIfAborted();
    const read = await cart.getOrders(ids);
    yield read;
  }
}
