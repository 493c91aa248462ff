import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { findTimeSkippingServer } from '../../embedded/time-skipping-binary.ts';
import { easypostQueue, WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import type { SendOutcome } from '../../shared/orders/outcomes.ts';
import { SEARCH_ATTRIBUTE, SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { workflowBundlePath } from '../../workers/workflow-code.ts';
import type { OrderInput } from '../../workflows/inputs.ts';
import { costOf, costPer, type Cost } from './actions.ts';
import { say } from './progress.ts';
import { until } from './until.ts';

const MERCHANT = 'held';
const KEYWORD = 2;

const BACKORDERED: SendOutcome = {
  kind: 'backordered',
  missing: [{ barcode: 'WIDGET', units: 1 }],
  retry: { time: '01:00', zone: 'America/Los_Angeles' },
};

/** What each night adds to an order that waits for stock, from a history in which the nights passed (time is skipped). */
export async function costOfHeldNight(nights: number): Promise<Cost> {
  const path = await findTimeSkippingServer(say);
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  try {
    await env.connection.operatorService.addSearchAttributes({
      namespace: env.namespace ?? 'default',
      searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, KEYWORD])),
    });
    return await passNights(env, nights);
  } finally {
    await env.teardown();
  }
}

async function passNights(env: TestWorkflowEnvironment, nights: number): Promise<Cost> {
  let sendings = 0;
  const sendOrder = async () => {
    sendings += 1;
    return BACKORDERED;
  };
  const common = { connection: env.nativeConnection };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: WORKFLOW_QUEUE,
      workflowBundle: { codePath: workflowBundlePath() },
    }),
    Worker.create({ ...common, taskQueue: easypostQueue(MERCHANT), activities: { sendOrder } }),
  ]);
  const runs = workers.map((worker) => worker.run());
  try {
    const handle = await startOrder(env);
    const history = async () => (await handle.fetchHistory()).events ?? [];
    // A timer is started once the order is backordered: then the first evening's history stands.
    const timers = async () => (await history()).filter((event) => event.timerStartedEventAttributes).length;
    await until('the order is backordered', async () => (await timers()) === 1);
    const first = { cost: costOf(await history()), sendings };
    await env.sleep(`${nights} days`);
    await until('the last night is over', async () => (await timers()) === sendings);
    const last = costOf(await history());
    const passed = sendings - first.sendings;
    await handle.terminate();
    return costPer(passed, last, first.cost);
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
  }
}

function startOrder(env: TestWorkflowEnvironment) {
  const ref = { orderId: '00000000-0000-4000-8000-000000000000', merchantId: MERCHANT, cartId: 'shop', number: '1' };
  const input: OrderInput = { ref, plan: { holds: [], send: AT_ONCE } };
  return env.client.workflow.start(WORKFLOW.order, {
    workflowId: 'order:held:shop:1',
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTE.status, value: 'sending' }],
  });
}
