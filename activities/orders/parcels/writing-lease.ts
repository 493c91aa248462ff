import type { Database } from '../../../database/connection.ts';
import { giveBackLease, renewLease } from '../../../database/queries/order-to-write.ts';
import { retryLater } from '../retry-later.ts';

/** About as long as Temporal takes to notice a killed worker, so that the next attempt need not wait for it. */
export const LEASE_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
/** A request that has left is with the cart by then. */
const MARGIN_MS = 5_000;

/** Throws, so that the activity is repeated, where the lease may have gone to another. */
export type AssertLeased = () => void;

/**
 * Runs `work` under an order's lease that was claimed at `claimedAt`, and renews it for as long as that takes. No
 * connection is held meanwhile: carts may be slow. Returns the lease, too, which the caller gives back; it is given
 * back here where `work` fails.
 */
export async function underLease<T>(
  db: Database,
  claim: { orderId: string; lease: string; claimedAt: number },
  work: (assertLeased: AssertLeased) => Promise<T>,
): Promise<{ result: T; lease: string }> {
  const { orderId } = claim;
  let { lease } = claim;
  let goodUntil = claim.claimedAt + LEASE_MS;
  let renewing: Promise<void> | null = null;

  const renew = async () => {
    const askedAt = Date.now();
    const renewed = await renewLease(db, orderId, lease, LEASE_MS);
    goodUntil = renewed === null ? 0 : askedAt + LEASE_MS;
    lease = renewed ?? lease;
  };
  const timer = setInterval(() => {
    // While PostgreSQL is away the lease runs out, and `assertLeased` says so.
    renewing ??= renew()
      .catch(() => undefined)
      .finally(() => (renewing = null));
  }, RENEW_EVERY_MS);
  const stopRenewing = async () => {
    clearInterval(timer);
    await renewing;
  };
  const assertLeased = () => {
    if (Date.now() > goodUntil - MARGIN_MS) {
      throw retryLater('unavailable', 'Another attempt may write parcels of this order by now');
    }
  };

  try {
    const result = await work(assertLeased);
    await stopRenewing();
    return { result, lease };
  } catch (error) {
    await stopRenewing();
    await giveBackLease(db, orderId, lease).catch(() => undefined);
    throw error;
  }
}
