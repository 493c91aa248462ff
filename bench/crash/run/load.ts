import { cancelOrder } from '../../../operations/cancel-order.ts';
import { RefusedError } from '../../../operations/failures.ts';
import { findOrder } from '../../../operations/find-order.ts';
import type { PlannedCancel, PlannedOrder } from '../plan/orders.ts';
import type { LedgerEntry, OperatorAnswer, Run } from './ledger.ts';
import { pause, pauseUntil } from './pauses.ts';

/** How long an operator waits for an answer before the request is left to the order's timeline. */
const OPERATOR_WAIT_MS = 20_000;
const TRY_AGAIN_MS = 500;

/** Places every order at its time and asks for its cancellations; resolves when all are answered. */
export async function placeOrders(run: Run): Promise<void> {
  await Promise.all(run.plan.orders.map((planned) => liveThrough(run, planned)));
}

async function liveThrough(run: Run, planned: PlannedOrder): Promise<void> {
  await pauseUntil(run.startedAt + planned.placeAtMs, run.signal);
  const { control } = cartOf(run, planned);
  const placed = await control.placeOrder({ number: planned.number, lines: planned.lines });
  const entry: LedgerEntry = {
    planned,
    sourceId: placed.id,
    answers: [],
    unanswered: null,
    cancelledInCart: false,
    shipAt: null,
  };
  run.ledger.set(planned.number, entry);
  await Promise.all(planned.cancels.map((cancel) => askToCancel(run, entry, cancel)));
}

function cartOf(run: Run, { cart }: PlannedOrder) {
  const found = run.stack.world.carts[cart];
  if (!found) throw new Error(`The plan names cart ${cart}, which there is not`);
  return found;
}

async function askToCancel(run: Run, entry: LedgerEntry, cancel: PlannedCancel): Promise<void> {
  await pauseUntil(await timeOf(run, entry, cancel), run.signal);
  if (cancel.by === 'cart') {
    entry.cancelledInCart = true;
    await cartOf(run, entry.planned).control.cancel(entry.sourceId);
    return;
  }
  await askAsOperator(run, entry);
}

async function timeOf(run: Run, entry: LedgerEntry, { when, delayMs }: PlannedCancel): Promise<number> {
  if (when === 'after_placing') return Date.now() + delayMs;
  const latest = run.startedAt + run.plan.timing.chaosMs;
  while (entry.shipAt === null && Date.now() < latest && !run.signal.aborted) await pause(200, run.signal);
  return (entry.shipAt ?? latest) + delayMs;
}

/** Asks until there is an answer: the order may not be imported yet, and PostgreSQL or Temporal may be away. */
async function askAsOperator(run: Run, entry: LedgerEntry): Promise<void> {
  entry.unanswered = 'not asked yet';
  while (!run.signal.aborted) {
    try {
      entry.answers.push(await answerOnce(run, entry.planned.number));
      entry.unanswered = null;
      return;
    } catch (error) {
      entry.unanswered = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error);
      await pause(TRY_AGAIN_MS, run.signal);
    }
  }
}

async function answerOnce({ stack: { context } }: Run, number: string): Promise<OperatorAnswer> {
  const order = await findOrder(context, { order: number });
  try {
    return await cancelOrder(context, order, OPERATOR_WAIT_MS);
  } catch (error) {
    if (error instanceof RefusedError && order.status === 'skipped') return { kind: 'not_taken' };
    throw error;
  }
}
