import type { ConnectionReport } from '../activities/carts/contract.ts';
import type { OperationContext } from './context.ts';
import { findCart } from './find-cart.ts';
import { tryCart } from './prove-cart.ts';

/** Tries a cart's stored connection. Changes nothing. */
export async function testCart(context: OperationContext, cartId: string): Promise<ConnectionReport & { ok: boolean }> {
  const { kind, connection, credentials } = await findCart(context, cartId);
  const opened: unknown = JSON.parse(context.vault.open(credentials));
  const report = await tryCart(context, { kind, connection, credentials: opened });
  return { ...report, ok: report.checks.every(({ ok }) => ok) };
}
