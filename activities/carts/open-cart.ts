import type { CartRow } from '../../database/queries/connections.ts';
import type { HubDeps } from '../deps.ts';
import type { Cart } from './contract.ts';
import { connectCart } from './registry.ts';

/** The cart as something to talk to. Throws when its stored settings or credentials are not valid. */
export function openCart(
  deps: Pick<HubDeps, 'vault' | 'http'>,
  row: Pick<CartRow, 'kind' | 'connection' | 'credentials'>,
): Cart {
  return connectCart(row.kind, row.connection, JSON.parse(deps.vault.open(row.credentials)), deps.http);
}
