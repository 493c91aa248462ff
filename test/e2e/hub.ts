import { randomBytes, randomUUID } from 'node:crypto';
import { createControl, type EasypostControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator, type EasypostSimulator } from '../../simulators/easypost/server.ts';
import { startTemporal, type RunningTemporal } from '../../embedded/temporal-server.ts';
import { addCart } from '../../operations/add-cart.ts';
import type { OperationContext } from '../../operations/context.ts';
import { createMerchant } from '../../operations/create-merchant.ts';
import { findOrder } from '../../operations/find-order.ts';
import { pullCart } from '../../operations/pull-cart.ts';
import { setEasypost } from '../../operations/set-easypost.ts';
import { showOrder } from '../../operations/show-order.ts';
import { readEnvironment, type Environment } from '../../runtime/env.ts';
import { createLogger, type Logger } from '../../runtime/log.ts';
import { lazyTemporal } from '../../runtime/temporal-client.ts';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { WORKFLOW, WORKFLOW_QUEUE } from '../../shared/names.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { closeDeps, createDeps } from '../../workers/deps.ts';
import { startWorker, type WorkerProcess } from '../../workers/worker.ts';
import { until } from '../setup/poll.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { workflowBundle } from '../setup/temporal.ts';

export const TEST_KEY = 'EZTKe2etestkey0001';
export const PRODUCTION_KEY = 'EZAKe2eproductionkey0001';

/** A whole Cartway: its own Temporal server, database and worker, with a simulated EasyPost over HTTP. */
export interface Hub {
  context: OperationContext;
  easypost: EasypostControl;
  temporal: RunningTemporal;
  env: Environment;
  /** Adds a merchant in test mode with these barcodes in stock. */
  addMerchant(merchant: string, stock: Record<string, number>, settings?: Record<string, unknown>): Promise<void>;
  addCart(
    merchant: string,
    cart: string,
    access: { kind: string; connection: unknown; credentials: unknown; settings?: Record<string, unknown> },
  ): Promise<void>;
  pull(cart: string): Promise<void>;
  readTracking(merchant: string): Promise<void>;
  readStock(merchant: string): Promise<void>;
  order(number: string): ReturnType<typeof showOrder>;
  /** Waits until the order has the status. */
  reaches(number: string, status: OrderStatus): Promise<void>;
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  /** What the worker serves at `path`. */
  http(path: string): Promise<string>;
  close(): Promise<void>;
}

export interface HubOptions {
  /** Where the worker logs to, the Temporal SDK included; default: nowhere. */
  log?: Logger;
  /** Variables beside those that every hub of a test has. */
  env?: Record<string, string>;
}

async function startParts(
  extra: Record<string, string> = {},
): Promise<{ temporal: RunningTemporal; simulator: EasypostSimulator; env: Environment }> {
  const temporal = await startTemporal({ headless: true, searchAttributes: SEARCH_ATTRIBUTES });
  const simulator = await startEasypostSimulator({ accounts: [{ testKey: TEST_KEY, productionKey: PRODUCTION_KEY }] });
  process.env['TEMPORAL_ADDRESS'] = temporal.address;
  const env = readEnvironment({
    CARTWAY_DATABASE_URL: await testDatabaseUrl(),
    CARTWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    CARTWAY_EASYPOST_URL: simulator.url,
    CARTWAY_TRUSTED_HOSTS: '127.0.0.1,localhost',
    CARTWAY_LOG_LEVEL: process.env['E2E_LOG'] ?? 'silent',
    CARTWAY_SETTLE_SECONDS: '1',
    CARTWAY_HTTP_TIMEOUT_SECONDS: '5',
    ...extra,
  });
  return { temporal, simulator, env };
}

/** Runs one of the steps now and waits for its end. */
async function runStep(context: OperationContext, workflow: string, merchantId: string): Promise<void> {
  await context.temporal.workflow.execute(workflow, {
    workflowId: `e2e:${workflow}:${randomUUID()}`,
    taskQueue: WORKFLOW_QUEUE,
    args: [merchantId],
  });
}

export async function startHub(options: HubOptions = {}): Promise<Hub> {
  const { temporal, simulator, env } = await startParts(options.env);
  const log = options.log ?? createLogger(env.CARTWAY_LOG_LEVEL);
  const deps = createDeps(env, lazyTemporal(), log);
  const context: OperationContext = { ...deps, uiUrl: env.CARTWAY_UI_URL, operator: 'e2e' };
  const easypost = createControl(simulator.controlUrl);
  const { codePath } = await workflowBundle();
  let worker: WorkerProcess | null = null;
  const hub: Hub = {
    context,
    easypost,
    temporal,
    env,
    async addMerchant(merchant, stock, settings = {}) {
      await easypost.seedProducts(
        TEST_KEY,
        Object.entries(stock).map(([barcode, quantity]) => ({ barcode, quantity })),
      );
      await createMerchant(context, { merchant, settings });
      await setEasypost(context, merchant, { testKey: TEST_KEY, mode: 'test', callsPerSecond: 50 });
      await hub.readStock(merchant);
    },
    async addCart(merchant, cart, access) {
      await addCart(context, { merchant, cart, ...access, takeOrdersFrom: new Date(Date.now() - 3_600_000) });
    },
    async pull(cart) {
      await pullCart(context, cart, { waitMs: 30_000 });
    },
    readTracking: (merchant) => runStep(context, WORKFLOW.readTracking, merchant),
    readStock: (merchant) => runStep(context, WORKFLOW.readStock, merchant),
    async order(number) {
      return showOrder(context, await findOrder(context, { order: number }));
    },
    async reaches(number, status) {
      await until(`order ${number} is ${status}`, async () => {
        const order = await context.db
          .selectFrom('orders')
          .select('status')
          .where('number', '=', number)
          .executeTakeFirst();
        return order?.status === status;
      });
    },
    async startWorker() {
      worker = await startWorker({ env, log, workflowCode: codePath });
      await worker.ready;
    },
    async stopWorker() {
      await worker?.drain();
      worker = null;
    },
    async http(path) {
      return (await fetch(`http://127.0.0.1:${worker?.httpPort}${path}`)).text();
    },
    async close() {
      await hub.stopWorker();
      await closeDeps(deps);
      await simulator.close();
      await temporal.stop();
    },
  };
  await hub.startWorker();
  return hub;
}
