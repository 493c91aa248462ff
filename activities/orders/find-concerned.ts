import type { Database } from '../../database/connection.ts';
import { listConcernedOrders } from '../../database/queries/concerned-orders.ts';
import type { OrderKey } from '../../shared/names.ts';
import type { WhichOrders } from '../../shared/orders/which-orders.ts';
import { listNowKnown } from '../stock/now-known.ts';

/** The orders that a change concerns as they stand now, each once. */
export async function findConcerned(db: Database, which: readonly WhichOrders[]): Promise<OrderKey[]> {
  const resolved = await Promise.all(which.map(async (each) => ('nowKnown' in each ? listNowKnown(db, each) : [each])));
  return listConcernedOrders(db, resolved.flat());
}
