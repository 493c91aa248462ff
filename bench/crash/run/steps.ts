import { randomUUID } from 'node:crypto';
import type { OperationContext } from '../../../operations/context.ts';
import { WORKFLOW, WORKFLOW_QUEUE } from '../../../shared/names.ts';
import { CART_COUNT, cartName, MERCHANTS } from '../plan/catalogue.ts';
import { pause } from './pauses.ts';

interface Step {
  workflow: string;
  /** A cart or a merchant. */
  of: string;
  everyMs: number;
}

const CARTS = Array.from({ length: CART_COUNT }, (_, cart) => cartName(cart));

/** The steps that Schedules start, more often than any setting allows, so that a run is short. */
const STEPS: readonly Step[] = [
  ...CARTS.map((of) => ({ workflow: WORKFLOW.pullOrders, of, everyMs: 2_000 })),
  ...MERCHANTS.map((of) => ({ workflow: WORKFLOW.readTracking, of, everyMs: 2_000 })),
  ...MERCHANTS.map((of) => ({ workflow: WORKFLOW.readStock, of, everyMs: 4_000 })),
];

const START_LIMIT_MS = 5_000;

/** Starts every step again and again beside its Schedule; one that runs is not started a second time. */
export async function keepStepping(context: OperationContext, signal: AbortSignal): Promise<void> {
  await Promise.all(
    STEPS.map(async (step) => {
      while (!signal.aborted) {
        // Temporal is killed in between: the next start counts.
        await start(context, step, `crash:${step.workflow}:${step.of}`).catch(() => undefined);
        await pause(step.everyMs, signal);
      }
    }),
  );
}

function start({ temporal }: OperationContext, { workflow, of }: Step, workflowId: string) {
  return temporal.withDeadline(Date.now() + START_LIMIT_MS, () =>
    temporal.workflow.start(workflow, {
      workflowId,
      taskQueue: WORKFLOW_QUEUE,
      args: [of],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
}

/** Runs every step once from now and waits for all; rejects when one cannot be started or takes longer than `limitMs`. */
export async function runAllSteps(context: OperationContext, limitMs: number): Promise<void> {
  await Promise.all(STEPS.map((step) => runStep(context, step, limitMs)));
}

/** Runs one pull of a cart: it needs workers, Temporal, PostgreSQL and that cart. */
export async function pullOnce(context: OperationContext, cart: string, limitMs: number): Promise<void> {
  await runStep(context, { workflow: WORKFLOW.pullOrders, of: cart, everyMs: 0 }, limitMs);
}

async function runStep(context: OperationContext, step: Step, limitMs: number): Promise<void> {
  const handle = await start(context, step, `crash:once:${randomUUID()}`);
  await context.temporal.withDeadline(Date.now() + limitMs, () => handle.result());
}
