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
  part: Promise<RunningPart>;
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
  const begun: Promise<unknown>[] = [];
  for (const account of accounts) {
    const before = served.get(account.merchantId);
    if (before?.callsPerSecond === account.callsPerSecond || watch.signal.aborted) continue;
    const part = startAccount(watch, account, before);
    served.set(account.merchantId, { callsPerSecond: account.callsPerSecond, part });
    // Tried again at the next look.
    part.catch(() => served.delete(account.merchantId));
    // A Worker that drains must not keep the others waiting.
    if (!before) begun.push(part);
  }
  const wanted = new Set(accounts.map(({ merchantId }) => merchantId));
  for (const [merchantId, { part }] of served) {
    if (wanted.has(merchantId)) continue;
    served.delete(merchantId);
    void part.then((running) => running.stop()).catch(() => undefined);
  }
  await Promise.all(begun);
}

/** Starts an account's Worker, after the one before has drained: the SDK takes one Worker for a queue at a time. */
async function startAccount(
  { workers, parts, log, signal }: Watch,
  { merchantId, callsPerSecond }: AccountRate,
  before: Served | undefined,
): Promise<RunningPart> {
  const old = await before?.part.catch(() => undefined);
  await old?.stop();
  signal.throwIfAborted();
  const part = await workers.start(accountWorker(parts, merchantId, callsPerSecond));
  log.info({ merchantId, callsPerSecond }, 'Serving an EasyPost account');
  return part;
}
