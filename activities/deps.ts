import type { Client } from '@temporalio/client';
import type { Database } from '../database/connection.ts';
import type { Logger } from '../runtime/log.ts';
import type { Vault } from '../runtime/vault.ts';
import type { HttpClient } from './http/http-client.ts';

/** What every activity works with; made once per process. */
export interface HubDeps {
  db: Database;
  vault: Vault;
  http: HttpClient;
  temporal: Client;
  log: Logger;
  easypostUrl: string;
  httpTimeoutMs: number;
  /** How long a send in doubt waits before it is settled. */
  settleMs: number;
}
