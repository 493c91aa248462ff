import { createHash } from 'node:crypto';
import { SystemError } from '../errors/system-error.ts';
import type { HttpClient } from '../http/http-client.ts';
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

/** Per HTTP client: what connections of the same key have seen, by the key's hash. */
const modesOfKeys = new WeakMap<HttpClient, Map<string, Set<string>>>();

/** The modes seen with this key so far, shared by all clients of it, so that its account is looked at once. */
export function sharedModes(http: HttpClient, ...key: readonly string[]): Set<string> {
  const keys = modesOfKeys.get(http) ?? new Map<string, Set<string>>();
  modesOfKeys.set(http, keys);
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  const modes = keys.get(hash) ?? new Set<string>();
  keys.set(hash, modes);
  return modes;
}

/** What is left of a call's time, as its time limit. Rejects when nothing is: nothing was sent then. */
export function timeLeft(deadline: number): number {
  const left = deadline - Date.now();
  if (left > 0) return left;
  throw new SystemError({ type: 'unavailable', system: 'easypost', call: 'POST orders', reached: 'no' });
}

/**
 * Looks at the account before the first order goes out, so that a key of the other mode sends none. An account that
 * shows nothing yet passes: its first answer is checked like every other.
 */
export async function makeSureOfMode(transport: Transport, deadline: number): Promise<void> {
  const query = pageQuery(0, 1);
  try {
    if (transport.modesSeen().size > 0) return;
    const first = { method: 'GET', path: 'warehouses', query, timeoutMs: timeLeft(deadline) } as const;
    await transport.read(first, warehouseListSchema);
    if (transport.modesSeen().size > 0) return;
    const second = { method: 'GET', path: 'products', query, timeoutMs: timeLeft(deadline) } as const;
    await transport.read(second, productListSchema);
  } catch (error) {
    throw notSent(error);
  }
}
