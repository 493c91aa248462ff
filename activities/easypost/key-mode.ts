import { SystemError } from '../errors/system-error.ts';
import { ModeMismatchError } from './mode.ts';
import { pageQuery } from './pages.ts';
import { productListSchema, warehouseListSchema } from './schema.ts';
import type { Transport } from './transport.ts';

/** Nothing was sent yet, whatever became of the look at the account. */
function notSent(error: unknown): unknown {
  if (!(error instanceof SystemError) || error instanceof ModeMismatchError) return error;
  const { type, system, call, status, retryAfterMs, vendorCode, vendorWords } = error;
  return new SystemError({
    type: type === 'not_found' ? 'refused' : type,
    system,
    call,
    reached: 'no',
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(vendorWords === undefined ? {} : { vendorWords }),
  });
}

/**
 * Looks at the account once before the first order goes out, so that a key of the other mode sends none. An account
 * that shows nothing yet passes: its first answer is checked like every other.
 */
export async function makeSureOfMode(transport: Transport): Promise<void> {
  try {
    if (transport.modesSeen().size > 0) return;
    const query = pageQuery(0, 1);
    await transport.read({ method: 'GET', path: 'warehouses', query }, warehouseListSchema);
    if (transport.modesSeen().size > 0) return;
    await transport.read({ method: 'GET', path: 'products', query }, productListSchema);
  } catch (error) {
    throw notSent(error);
  }
}
