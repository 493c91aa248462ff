import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/connection.ts';
import { listAccountRates, type AccountRate } from '../database/queries/accounts.ts';
import type { Logger } from '../runtime/log.ts';
import { errorLine } from './until-ready.ts';
import { accountWorker, type WorkerParts } from './worker-options.ts';
import type { RunningPart, WorkerSet } from './worker-set.ts';

const LOOK_EVERY_MS = 2_000;

interface Served {
  callsPerSecond: number;
  part: RunningPart;
}

interface Watch {
  db: Database;
  workers: WorkerSet;
  parts: WorkerParts;
  log: Logger;
  signal: AbortSignal;
}

/**
 * Starts one Worker for each EasyPost account and keeps them in step with the accounts until `signal` aborts: a new
 * account is served within seconds, a changed rate applies at once. Resolves when those of now are served.
 */
export async function serveAccounts(watch: Watch): Promise<void> {
  const served = new Map<string, Served>();
  await look(watch, served);
  void keepLooking(watch, served);
}

async function keepLooking(watch: Watch, served: Map<string, Served>): Promise<void> {
  while (!watch.signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: watch.signal }).catch(() => undefined);
    if (!watch.signal.aborted) await look(watch, served);
  }
}

async function look(watch: Watch, served: Map<string, Served>): Promise<void> {
  try {
    await keepInStep(watch, served, await listAccountRates(watch.db));
  } catch (error) {
    watch.log.warn({ error: errorLine(error) }, 'The EasyPost accounts cannot be followed; served ones go on');
  }
}

async function keepInStep(watch: Watch, served: Map<string, Served>, accounts: readonly AccountRate[]): Promise<void> {
  for (const { merchantId, callsPerSecond } of accounts) {
    const before = served.get(merchantId);
    if (before?.callsPerSecond === callsPerSecond || watch.signal.aborted) continue;
    // The new Worker polls before the old one stops, so that the queue is never without one.
    const part = await watch.workers.start(accountWorker(watch.parts, merchantId, callsPerSecond));
    served.set(merchantId, { callsPerSecond, part });
    watch.log.info({ merchantId, callsPerSecond }, 'Serving an EasyPost account');
    void before?.part.stop();
  }
  const wanted = new Set(accounts.map(({ merchantId }) => merchantId));
  for (const [merchantId, { part }] of served) {
    if (wanted.has(merchantId)) continue;
    served.delete(merchantId);
    void part.stop();
  }
}
