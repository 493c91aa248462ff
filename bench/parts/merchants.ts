import type { OperationContext } from '../../operations/context.ts';
import { addCart } from '../../operations/add-cart.ts';
import { createMerchant } from '../../operations/create-merchant.ts';
import { setEasypost } from '../../operations/set-easypost.ts';
import { easypostQueue, WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { DemoCart } from '../../simulators/cart/server.ts';
import type { BenchStack } from './stack.ts';
import { until } from './until.ts';

/** The longest interval: steps run when a measure triggers them, not by their Schedules. */
const NEVER = 86_400;

export interface NewBenchMerchant {
  id: string;
  /** Units per barcode. */
  stock: Record<string, number>;
  callsPerSecond?: number;
  settings?: Record<string, unknown>;
}

/** The key of a merchant's simulated account. */
export function keyOf(merchant: string): string {
  return `EZTK${merchant.padStart(12, '0')}`;
}

/** Adds a merchant with an account of its own, whose stock is read and whose queue is served. */
export async function addBenchMerchant(stack: BenchStack, wanted: NewBenchMerchant): Promise<void> {
  const { id, stock, callsPerSecond = 100, settings } = wanted;
  const testKey = keyOf(id);
  await stack.easypost.createAccount({ testKey, productionKey: testKey.replace('EZTK', 'EZAK') });
  const products = Object.entries(stock).map(([barcode, quantity]) => ({ barcode, quantity }));
  await stack.easypost.seedProducts(testKey, products);
  await createMerchant(stack.context, {
    merchant: id,
    settings: { trackingEvery: NEVER, inventoryEvery: NEVER, ...settings },
  });
  await setEasypost(stack.context, id, { testKey, mode: 'test', callsPerSecond });
  if (stack.workers.length > 0) await runStep(stack.context, WORKFLOW.readStock, id);
}

export async function addBenchCart(
  { context }: BenchStack,
  merchant: string,
  cart: string,
  shop: DemoCart,
  settings: Record<string, unknown> = {},
): Promise<void> {
  const { ordersUrl, shipmentsUrl, inventoryUrl, token } = shop;
  await addCart(context, {
    merchant,
    cart,
    kind: 'generic',
    connection: { ordersUrl, shipmentsUrl, inventoryUrl },
    credentials: { token },
    settings: { pullEvery: NEVER, stock: { kind: 'off' }, ...settings },
    takeOrdersFrom: new Date(Date.now() - 3_600_000),
  });
}

let steps = 0;

/** Runs one of the steps now and waits for its result: what a Schedule starts at its interval. */
export async function runStep<T>(context: OperationContext, workflow: string, argument: string): Promise<T> {
  steps += 1;
  return (await context.temporal.workflow.execute(workflow, {
    workflowId: `bench:${workflow}:${argument}:${process.pid}-${steps}`,
    taskQueue: WORKFLOW_QUEUE,
    args: [argument],
  })) as T;
}

/** Waits until a worker polls the account's queue. */
export async function untilServed({ context }: BenchStack, merchant: string): Promise<void> {
  const taskQueue = { name: easypostQueue(merchant) };
  await until(`the queue of ${merchant} is served`, async () => {
    const { workflowService } = context.temporal.connection;
    const { pollers } = await workflowService.describeTaskQueue({ namespace: 'default', taskQueue, taskQueueType: 2 });
    return (pollers?.length ?? 0) > 0;
  });
}

/** How many orders of a merchant have one of the statuses. */
export async function countOrders(
  { db }: OperationContext,
  merchant: string,
  statuses: readonly OrderStatus[],
): Promise<number> {
  const { count } = await db
    .selectFrom('orders')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('merchant_id', '=', merchant)
    .where('status', 'in', statuses)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many workflows of a type and a merchant run. */
export async function countRunning({ temporal }: OperationContext, type: string, merchant: string): Promise<number> {
  const query = `WorkflowType = '${type}' and ExecutionStatus = 'Running' and CartwayMerchant = '${merchant}'`;
  return (await temporal.workflow.count(query)).count;
}
