import { clearCartDown } from '../../../database/queries/import-orders-health.ts';
import { markCartDown, type CartRow } from '../../../database/queries/connections.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import type { HubDeps } from '../../deps.ts';
import { startRecheck } from '../start-recheck.ts';

type HealthDeps = Pick<HubDeps, 'db' | 'log' | 'temporal'>;

/** The cart refuses its credentials: told once, for all its orders. */
export async function reportCartDown(deps: HealthDeps, cart: CartRow): Promise<void> {
  const first = await markCartDown(deps.db, cart.id);
  await openProblem(deps.db, {
    merchantId: cart.merchant_id,
    cartId: cart.id,
    cause: 'cart_unauthorized',
    subject: cart.id,
  });
  if (first) deps.log.warn({ cart: cart.id }, 'The cart refuses its credentials');
}

/**
 * The cart answers. If it was down, its problem is resolved. The orders that waited for it go on: found by how they
 * stand, so that what an earlier run could not tell them is made up for.
 */
export async function reportCartUp(deps: HealthDeps, cart: CartRow): Promise<void> {
  if (await clearCartDown(deps.db, cart.id)) {
    deps.log.info({ cart: cart.id }, 'The cart accepts its credentials again');
  }
  const waiting = { merchantId: cart.merchant_id, cartId: cart.id, causes: ['cart_unauthorized'] as const };
  await startRecheck(deps, { merchantId: cart.merchant_id, name: `cart-${cart.id}`, which: [waiting] });
}
