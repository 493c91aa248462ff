import { cancellationSignal } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import pLimit from 'p-limit';
import {
  listOrdersToStart,
  listOrdersToTell,
  settlePending,
  type PendingOrder,
} from '../../../database/queries/import-orders-pending.ts';
import { loadOrderFacts } from '../../../database/queries/order-facts.ts';
import { orderWorkflowId, WORKFLOW, WORKFLOW_QUEUE } from '../../../shared/names.ts';
import { SEARCH_ATTRIBUTE } from '../../../shared/search-attributes.ts';
import type { OrderInput } from '../../../workflows/inputs.ts';
import { storeRefusal } from '../cancel/record-cancel.ts';
import { signalOrder } from '../signal-order.ts';
import { standingIn } from './content-hash.ts';
import type { ImportRun } from './import-run.ts';
import { cancelRequestOf, messageFor } from './message-for.ts';
import { buildReleasePlan } from './release-plan.ts';
import { waitForRoomInQueue } from './room-in-queue.ts';

const ROWS = 500;
/** Orders between two notes of what is done. */
const SLICE = 100;
/** More at a time are not started faster, but find no free slot in the Worker beside. */
const CALLS_AT_A_TIME = 25;

/**
 * Starts a workflow for every order of the cart that has none, and tells running ones what the cart changed. Both
 * are written down as done only afterwards, so that an interrupted run is finished by the next. Returns how many started.
 */
export async function startAndTell(run: ImportRun): Promise<number> {
  const { db } = run.deps;
  let started = 0;
  for (;;) {
    const orders = await listOrdersToStart(db, run.row.id, ROWS);
    if (orders.length === 0) break;
    started += orders.length;
    const isMany = orders.length > CALLS_AT_A_TIME;
    const ready = isMany ? () => waitForRoomInQueue(run.deps.temporal) : undefined;
    await inSlices(run, orders, (order) => startOrder(run, order), ready);
  }
  for (;;) {
    const orders = await listOrdersToTell(db, run.row.id, ROWS);
    if (orders.length === 0) return started;
    await inSlices(run, orders, (order) => tellOrder(run, order));
  }
}

/** Does `act` for all, each slice after `ready`, and records those that worked before the first failure is thrown. */
async function inSlices(
  run: ImportRun,
  orders: readonly PendingOrder[],
  act: (order: PendingOrder) => Promise<void>,
  ready: () => Promise<void> = async () => undefined,
): Promise<void> {
  const calls = pLimit(CALLS_AT_A_TIME);
  for (let at = 0; at < orders.length; at += SLICE) {
    cancellationSignal().throwIfAborted();
    await ready();
    const slice = orders.slice(at, at + SLICE);
    const results = await Promise.allSettled(slice.map((order) => calls(() => act(order))));
    await settlePending(
      run.deps.db,
      slice.filter((_, index) => results[index]?.status === 'fulfilled'),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

function keyOf(run: ImportRun, order: PendingOrder) {
  return { merchantId: run.row.merchant_id, cartId: run.row.id, sourceId: order.source_id };
}

function startOptions(run: ImportRun, order: PendingOrder) {
  const { row, merchant } = run;
  const input: OrderInput = {
    ref: { orderId: order.id, merchantId: row.merchant_id, cartId: row.id, number: order.number },
    plan: buildReleasePlan(row.settings, merchant, order.holds, {
      placedAt: order.placed_at,
      seenAt: order.created_at,
    }),
  };
  return {
    taskQueue: WORKFLOW_QUEUE,
    workflowId: orderWorkflowId(keyOf(run, order)),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    args: [input],
    staticSummary: `${row.merchant_id} ${row.id} ${order.number}`,
    typedSearchAttributes: [
      { key: SEARCH_ATTRIBUTE.merchant, value: row.merchant_id },
      { key: SEARCH_ATTRIBUTE.cart, value: row.id },
      { key: SEARCH_ATTRIBUTE.status, value: order.status },
      { key: SEARCH_ATTRIBUTE.orderNumber, value: order.number },
    ],
  } satisfies WorkflowStartOptions;
}

async function startOrder(run: ImportRun, order: PendingOrder): Promise<void> {
  const { workflow } = run.deps.temporal;
  const options = startOptions(run, order);
  // News that came before the start arrive with it: a cancelled order must not be sent in between.
  const message = order.pull_todo === 'tell' ? messageFor(order, run.row.settings.cancellations) : null;
  try {
    if (message) {
      await workflow.signalWithStart(WORKFLOW.order, { ...options, signal: message.signal, signalArgs: message.args });
    } else {
      await workflow.start(WORKFLOW.order, { ...options, workflowIdConflictPolicy: 'FAIL' });
    }
  } catch (error) {
    // An earlier run started it and stopped before it could write that down.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function tellOrder(run: ImportRun, order: PendingOrder): Promise<void> {
  const message = messageFor(order, run.row.settings.cancellations);
  const heard =
    message !== null && (await signalOrder(run.deps.temporal, keyOf(run, order), message.signal, ...message.args));
  if (!heard && standingIn(order.content_hash) === 'cancelled') await refuseTooLate(run, order);
}

/** The workflow of an order whose every unit has shipped has ended: it answers no cancellation any more. */
async function refuseTooLate({ deps: { db } }: ImportRun, order: PendingOrder): Promise<void> {
  const { status } = await loadOrderFacts(db, order.id);
  if (status === 'confirmed') await storeRefusal(db, order.id, cancelRequestOf(order), 'already_shipped');
}
