import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleNotFoundError, ScheduleOverlapPolicy, type ScheduleHandle } from '@temporalio/client';
import type { ImportResult } from '../activities/activities.ts';
import { pullSchedule } from '../shared/names.ts';
import { askSchedule } from '../workers/schedules/ask.ts';
import { applyCartSchedules } from '../workers/schedules/reconcile.ts';
import type { OperationContext } from './context.ts';
import { findCart } from './find-cart.ts';

export type PullAnswer = { kind: 'asked' } | { kind: 'done'; result: ImportResult } | { kind: 'still_running' };

/**
 * Pulls a cart now; a pull that runs already is followed by another. With `waitMs` the answer says what was
 * imported, or that the pull takes longer.
 */
export async function pullCart(
  context: OperationContext,
  cartId: string,
  options: { waitMs?: number } = {},
): Promise<PullAnswer> {
  await findCart(context, cartId);
  const handle = context.temporal.schedule.getHandle(pullSchedule(cartId));
  const before = await knownRuns(context, cartId, handle);
  await handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  if (options.waitMs === undefined) return { kind: 'asked' };
  return waitForRun(context, handle, before, Date.now() + options.waitMs);
}

interface Run {
  workflowId: string;
  firstExecutionRunId: string;
}

async function runsOf({ temporal }: OperationContext, handle: ScheduleHandle): Promise<Run[]> {
  const { recentActions } = (await askSchedule(temporal, () => handle.describe())).info;
  return recentActions.map(({ action }) => action.workflow);
}

async function knownRuns(context: OperationContext, cartId: string, handle: ScheduleHandle): Promise<Set<string>> {
  try {
    return new Set((await runsOf(context, handle)).map(({ firstExecutionRunId }) => firstExecutionRunId));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await applyCartSchedules(context.temporal, context.db, cartId);
    return new Set();
  }
}

async function waitForRun(
  context: OperationContext,
  handle: ScheduleHandle,
  before: ReadonlySet<string>,
  deadline: number,
): Promise<PullAnswer> {
  for (;;) {
    const run = (await runsOf(context, handle)).find(({ firstExecutionRunId }) => !before.has(firstExecutionRunId));
    if (run) return resultOf(context, run, deadline);
    if (Date.now() > deadline) return { kind: 'still_running' };
    await sleep(200);
  }
}

async function resultOf(context: OperationContext, run: Run, deadline: number): Promise<PullAnswer> {
  const workflow = context.temporal.workflow.getHandle(run.workflowId, run.firstExecutionRunId);
  while (Date.now() <= deadline) {
    const { status } = await workflow.describe();
    if (status.name !== 'RUNNING') return { kind: 'done', result: (await workflow.result()) as ImportResult };
    await sleep(200);
  }
  return { kind: 'still_running' };
}
