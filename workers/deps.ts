import type { Client } from '@temporalio/client';
import type { HubDeps } from '../activities/deps.ts';
import { createHttpClient } from '../activities/http/http-client.ts';
import { openDatabase } from '../database/connection.ts';
import type { Environment } from '../runtime/env.ts';
import type { Logger } from '../runtime/log.ts';
import { createVault } from '../runtime/vault.ts';

/** What activities work with, as the environment says. Connects to nothing yet; {@link closeDeps} closes it. */
export function createDeps(env: Environment, temporal: Client, log: Logger): HubDeps {
  return {
    db: openDatabase(env.CARTWAY_DATABASE_URL),
    vault: createVault(env.CARTWAY_ENCRYPTION_KEYS),
    http: createHttpClient({ trustedHosts: env.CARTWAY_TRUSTED_HOSTS }),
    temporal,
    log,
    easypostUrl: env.CARTWAY_EASYPOST_URL,
    httpTimeoutMs: env.CARTWAY_HTTP_TIMEOUT_SECONDS * 1000,
    settleMs: env.CARTWAY_SETTLE_SECONDS * 1000,
  };
}

export async function closeDeps(deps: HubDeps): Promise<void> {
  await Promise.all([deps.http.close(), deps.db.destroy(), deps.temporal.connection.close()]);
}
