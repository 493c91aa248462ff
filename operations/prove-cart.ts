import type { ConnectionReport } from '../activities/carts/contract.ts';
import { connectCart, InvalidCartConnection } from '../activities/carts/registry.ts';
import { isSystemError } from '../activities/errors/system-error.ts';
import type { OperationContext } from './context.ts';
import { failedChecks, InputError, NotDoneError } from './failures.ts';

interface CartAccess {
  kind: string;
  connection: unknown;
  credentials: unknown;
}

/** Tries a cart's connection. Throws an {@link InputError} where connection or credentials cannot be right. */
export async function tryCart(context: OperationContext, access: CartAccess): Promise<ConnectionReport> {
  try {
    const cart = connectCart(access.kind, access.connection, access.credentials, context.http);
    return await cart.checkConnection();
  } catch (error) {
    if (error instanceof InvalidCartConnection) throw new InputError('connection', error.message);
    if (!isSystemError(error)) throw error;
    return { checks: [{ name: 'connection', ok: false, detail: error.message }] };
  }
}

/** Like {@link tryCart}, and throws a {@link NotDoneError} where the cart did not pass. */
export async function proveCart(context: OperationContext, access: CartAccess): Promise<void> {
  const { checks } = await tryCart(context, access);
  if (checks.every(({ ok }) => ok)) return;
  throw new NotDoneError(`The cart did not pass, and nothing was saved. ${failedChecks(checks)}`);
}

/** Checks the form of connection and credentials without calling the cart. */
export function checkCartForm(context: OperationContext, access: CartAccess): void {
  try {
    connectCart(access.kind, access.connection, access.credentials, context.http);
  } catch (error) {
    if (error instanceof InvalidCartConnection) throw new InputError('connection', error.message);
    throw error;
  }
}
