import { cancellationSignal } from '@temporalio/activity';
import { savePosition } from '../../../database/queries/import-orders.ts';
import { recordPull } from '../../../database/queries/import-orders-health.ts';
import type { ImportResult } from '../../activities.ts';
import type { Cart, CartPosition, OrderRead } from '../../carts/contract.ts';
import type { HubDeps } from '../../deps.ts';
import { isSystemError } from '../../errors/system-error.ts';
import { reportCartDown, reportCartUp } from './cart-health.ts';
import { cartOf, openRun, type ImportRun } from './import-run.ts';
import { readAgain } from './read-again.ts';
import { startMeanwhile, type Starter } from './start-meanwhile.ts';
import { storePage } from './store-page.ts';

/**
 * Step 1 of a cart (design §3): stores new and changed orders page by page, starts their workflows, tells running ones.
 * Any number of runs at once or after a crash give the same. Rejects with the cart's `SystemError`, but not when the
 * cart refuses its credentials: that is told once and the run ends with what it has.
 */
export function createImportOrders(deps: HubDeps): (cartId: string) => Promise<ImportResult> {
  return async (cartId) => {
    const run = await openRun(deps, cartId);
    const result: ImportResult = { listed: 0, created: 0, changed: 0, skipped: 0, unreadable: 0, started: 0 };
    const began = new Date();
    const starter = startMeanwhile(run);
    try {
      starter.wake();
      const cart = cartOf(run);
      await pullListed(run, cart, starter, result);
      for await (const read of readAgain(run, cart)) await takePage(run, read, starter, result);
      result.started = await starter.finish();
    } catch (error) {
      if (!isSystemError(error, 'unauthorized')) throw error;
      result.started = await starter.finish();
      await reportCartDown(deps, run.row);
      return result;
    } finally {
      await starter.rest();
    }
    await reportCartUp(deps, run.row);
    await recordPull(deps.db, cartId, began);
    return result;
  };
}

async function pullListed(run: ImportRun, cart: Cart, starter: Starter, result: ImportResult): Promise<void> {
  // Written by `savePosition` below.
  const position = run.row.position as CartPosition | null;
  for await (const page of cart.listOrders(position, run.row.take_orders_from)) {
    cancellationSignal().throwIfAborted();
    result.listed += page.orders.length + page.unreadable.length;
    await takePage(run, { ...page, gone: [] }, starter, result);
    await savePosition(run.deps.db, run.row.id, page.position);
  }
}

async function takePage(run: ImportRun, page: OrderRead, starter: Starter, result: ImportResult): Promise<void> {
  const counts = await storePage(run, page);
  result.created += counts.created;
  result.changed += counts.changed;
  result.skipped += counts.skipped;
  result.unreadable += counts.unreadable;
  starter.wake();
}
