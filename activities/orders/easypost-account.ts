import { loadAccount, type AccountRow } from '../../database/queries/connections.ts';
import type { Mode } from '../../database/tables.ts';
import { fingerprint } from '../../runtime/vault.ts';
import type { HubDeps } from '../deps.ts';
import { createEasypostClient } from '../easypost/client.ts';
import type { EasypostClient } from '../easypost/types.ts';

export type AccountConnection =
  | { kind: 'open'; client: EasypostClient; fingerprint: string; row: AccountRow }
  | { kind: 'not_set_up' }
  /** EasyPost refused the key; nothing is called until a new one is set. */
  | { kind: 'down' };

type AccountDeps = Pick<HubDeps, 'db' | 'vault' | 'http' | 'easypostUrl' | 'httpTimeoutMs'>;

/** Opens the merchant's EasyPost account in one mode, with that mode's own key and no other. */
export async function openAccount(deps: AccountDeps, merchantId: string, mode: Mode): Promise<AccountConnection> {
  return connectAccount(deps, await loadAccount(deps.db, merchantId), mode);
}

/** The same for an account that is loaded already; null: there is none. */
export function connectAccount(deps: Omit<AccountDeps, 'db'>, row: AccountRow | null, mode: Mode): AccountConnection {
  const sealed = mode === 'production' ? row?.production_key : row?.test_key;
  if (!row || !sealed) return { kind: 'not_set_up' };
  if (row.down_since && row.mode === mode) return { kind: 'down' };
  const apiKey = deps.vault.open(sealed);
  const client = createEasypostClient({
    http: deps.http,
    baseUrl: deps.easypostUrl,
    apiKey,
    mode,
    timeoutMs: deps.httpTimeoutMs,
  });
  return { kind: 'open', client, fingerprint: fingerprint(apiKey), row };
}
