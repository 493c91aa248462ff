import type { Database } from '../../database/connection.ts';
import { listBlockingSubjects } from '../../database/queries/concerned-orders.ts';
import type { BlockedBy, NowKnown } from '../../shared/orders/which-orders.ts';
import { barcodeFor } from '../items/resolve-lines.ts';
import { loadCatalogues } from './catalogues.ts';

/**
 * The SKUs at which orders stopped and which stand for a product by now. They are found by how the orders stand, not by
 * what changed last, so that what nobody could tell them at the time is made up for.
 */
export async function listNowKnown(db: Database, { merchantId, mode }: NowKnown): Promise<BlockedBy[]> {
  const unknown = { merchantId, mode, causes: ['unknown_sku'] as const };
  const blocking = await listBlockingSubjects(db, unknown);
  if (blocking.length === 0) return [];
  const catalogueFor = await loadCatalogues(db, { merchantId, mode });
  const known = blocking.filter(({ cartId, subject }) => barcodeFor(subject, catalogueFor(cartId)) !== null);
  const carts = new Set(known.map(({ cartId }) => cartId));
  return [...carts].map((cartId) => ({
    ...unknown,
    cartId,
    subjects: known.filter((each) => each.cartId === cartId).map(({ subject }) => subject),
  }));
}
