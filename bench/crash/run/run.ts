import { setMaxListeners } from 'node:events';
import type { Verdict } from '../judge/verdict.ts';
import type { Plan } from '../plan/plan.ts';
import type { Stack } from '../stack/stack.ts';
import { causeTrouble, endTrouble } from './chaos.ts';
import { whatHappened } from './happenings.ts';
import type { Run } from './ledger.ts';
import { placeOrders } from './load.ts';
import { pauseUntil, untilDone } from './pauses.ts';
import { deliverLastStock, judgeWhenQuiet } from './quiet.ts';
import { rounded, type Recoveries } from './recovery.ts';
import { keepStepping, runAllSteps } from './steps.ts';
import { runWarehouse } from './warehouse.ts';

export interface Outcome {
  verdict: Verdict;
  recovery: Recoveries;
  /** How often a worker ended without being asked to. */
  workerFailures: number;
}

const FIRST_STEPS_LIMIT_MS = 120_000;

/** Lets the plan happen on a running stack, waits for quiet and judges. */
export async function runPlan(plan: Plan, stack: Stack, progress: (line: string) => void): Promise<Outcome> {
  // Products and stock are known before the first order, as they are at any merchant who has begun.
  await runAllSteps(stack.context, FIRST_STEPS_LIMIT_MS);
  const end = new AbortController();
  // Everything that goes on waits for it.
  setMaxListeners(0, end.signal);
  const run: Run = { plan, stack, startedAt: Date.now(), ledger: new Map(), signal: end.signal, progress };
  progress(
    `Breaking things for ${(plan.timing.chaosMs / 1000).toFixed(0)} s while ${plan.orders.length} orders come in`,
  );
  const background = Promise.all([placeOrders(run), runWarehouse(run), keepStepping(stack.context, end.signal)]);
  const failed = background.then(() => new Promise<never>(() => undefined));
  try {
    return await Promise.race([goThrough(run), failed]);
  } finally {
    end.abort();
    await background.catch(() => undefined);
  }
}

async function goThrough(run: Run): Promise<Outcome> {
  const { plan, stack, progress, signal } = run;
  const { recoveries, recovered } = await causeTrouble(run);
  await pauseUntil(run.startedAt + plan.timing.chaosMs, signal);
  await endTrouble(run);
  await deliverLastStock(run);
  progress('All troubles are over; waiting for quiet');
  await untilDone(async () => {
    const ready = await Promise.all(stack.workers.map((worker) => worker.isReady()));
    return ready.every(Boolean) ? true : null;
  }, signal);
  const verdict = await judgeWhenQuiet(run);
  // What has not recovered by now is told as such.
  await Promise.race([recovered, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
  for (const line of await whatHappened(run)) progress(line);
  const workerFailures = stack.workers.reduce((sum, worker) => sum + worker.unaskedEnds(), 0);
  return { verdict, recovery: rounded(recoveries), workerFailures };
}
