import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Selectable } from 'kysely';
import type { HubDeps } from '../../activities/deps.ts';
import { createRecheckOrders } from '../../activities/orders/recheck-orders.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { openDatabase } from '../../database/connection.ts';
import type { Mode, OrderLineTable, OrderTable, ProblemTable } from '../../database/tables.ts';
import { createLogger } from '../../runtime/log.ts';
import { createVault } from '../../runtime/vault.ts';
import { orderWorkflowId, recheckWorkflowId } from '../../shared/names.ts';
import type { WhichOrders } from '../../shared/orders/which-orders.ts';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { cartSettingsSchema, type CartSettings } from '../../shared/settings/cart.ts';
import { merchantSettingsSchema, type MerchantSettings } from '../../shared/settings/merchant.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { until } from '../setup/poll.ts';
import type { SharedTemporal } from '../setup/temporal.ts';

const KEYWORD = 2;

/** A namespace of the file's own: started workflows stay where they are, no worker of another test takes them. */
async function connectToOwnNamespace(temporal: SharedTemporal): Promise<Client> {
  const connection = await Connection.connect({ address: temporal.address });
  const namespace = `import-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const searchAttributes = Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, KEYWORD]));
  await until('the namespace has its search attributes', () =>
    connection.operatorService.addSearchAttributes({ namespace, searchAttributes }).then(
      () => true,
      () => null,
    ),
  );
  return new Client({ connection, namespace });
}

export interface NewTestCart {
  merchant?: string;
  settings?: Partial<CartSettings>;
  takeOrdersFrom?: Date;
  /** Of the generic cart API. */
  url: string;
  token: string;
}

/** A hub without workers: a database and a Temporal namespace of its own. */
export async function openHub(temporal: SharedTemporal, easypostUrl = 'http://127.0.0.1:9') {
  const db = openDatabase(await testDatabaseUrl());
  const client = await connectToOwnNamespace(temporal);
  const deps: HubDeps = {
    db,
    vault: createVault([{ id: 'test', key: randomBytes(32) }]),
    http: createHttpClient({ trustedHosts: ['127.0.0.1'] }),
    temporal: client,
    log: createLogger('silent'),
    easypostUrl,
    httpTimeoutMs: 5_000,
    settleMs: 100,
  };
  let made = 0;
  return {
    deps,
    db,
    client,
    /** Runs an activity as a worker would. */
    run: <Args extends unknown[], Result>(activity: (...args: Args) => Promise<Result>, ...args: Args) =>
      new MockActivityEnvironment().run<Args, Result, (...args: Args) => Promise<Result>>(activity, ...args),
    async addMerchant(settings: Partial<MerchantSettings> = {}): Promise<string> {
      const id = `m${(made += 1)}`;
      const row = { id, name: id, settings: JSON.stringify(merchantSettingsSchema.parse(settings)) };
      await db.insertInto('merchants').values(row).execute();
      return id;
    },
    async addAccount(merchant: string, mode: Mode, keys: { test: string; production: string }): Promise<void> {
      const [testKey, productionKey] = [deps.vault.seal(keys.test), deps.vault.seal(keys.production)];
      await db
        .insertInto('easypost_accounts')
        .values({ merchant_id: merchant, mode, test_key: testKey, production_key: productionKey, calls_per_second: 5 })
        .execute();
    },
    async addCart({ merchant, settings = {}, takeOrdersFrom = new Date(0), url, token }: NewTestCart): Promise<string> {
      const id = `c${(made += 1)}`;
      const connection = {
        ordersUrl: `${url}/orders`,
        shipmentsUrl: `${url}/shipments`,
        inventoryUrl: `${url}/inventory`,
      };
      await db
        .insertInto('carts')
        .values({
          id,
          merchant_id: merchant ?? (await this.addMerchant()),
          kind: 'generic',
          name: id,
          settings: JSON.stringify(cartSettingsSchema.parse(settings)),
          connection: JSON.stringify(connection),
          credentials: deps.vault.seal(JSON.stringify({ token })),
          take_orders_from: takeOrdersFrom,
        })
        .execute();
      return id;
    },
    async setStatus(sourceId: string, status: OrderTable['status']): Promise<void> {
      const accepted = status === 'accepted' ? { accepted_at: new Date() } : {};
      await db
        .updateTable('orders')
        .set({ status, ...accepted })
        .where('source_id', '=', sourceId)
        .execute();
    },
    orders: (cart: string): Promise<Selectable<OrderTable>[]> =>
      db.selectFrom('orders').selectAll().where('cart_id', '=', cart).orderBy('source_id').execute(),
    lines: (orderId: string): Promise<Selectable<OrderLineTable>[]> =>
      db.selectFrom('order_lines').selectAll().where('order_id', '=', orderId).orderBy('position').execute(),
    problems: (cart: string): Promise<Selectable<ProblemTable>[]> =>
      db
        .selectFrom('problems')
        .selectAll()
        .where('cart_id', '=', cart)
        .where('resolved_at', 'is', null)
        .orderBy('id')
        .execute(),
    /** One order with what its workflow heard, what holds it and what is wrong with it. */
    async orderOf(cart: string, sourceId: string) {
      const query = db.selectFrom('orders').selectAll().where('cart_id', '=', cart).where('source_id', '=', sourceId);
      const order = await query.executeTakeFirst();
      if (!order) throw new Error(`${sourceId} is not stored`);
      const key = { merchantId: order.merchant_id, cartId: cart, sourceId };
      const holds = db.selectFrom('holds').selectAll().where('order_id', '=', order.id).where('ended_at', 'is', null);
      const problems = db.selectFrom('problems').select(['cause', 'subject']).where('order_id', '=', order.id);
      return {
        ...order,
        signals: await signalsOf(client, orderWorkflowId(key)),
        holds: await holds.execute(),
        problems: await problems.where('resolved_at', 'is', null).execute(),
      };
    },
    /**
     * Does what the workflow would that tells orders of this change. Returns how many heard it; null where none was
     * started.
     */
    async tellOf(merchant: string, change: string): Promise<number | null> {
      const handle = client.workflow.getHandle(recheckWorkflowId(merchant, change));
      if (!(await isOpen(handle))) return null;
      const [started] = (await handle.fetchHistory()).events ?? [];
      const payloads = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
      const [which] = payloads.map(readPayload) as [readonly WhichOrders[]];
      const heard = await this.run(createRecheckOrders(deps), which);
      await handle.terminate('the test did it');
      return heard;
    },
    async close() {
      await client.connection.close();
      await deps.http.close();
      await db.destroy();
    },
  };
}

export type Hub = Awaited<ReturnType<typeof openHub>>;

/** Names and arguments of the signals that a workflow got, oldest first; null where there is no such workflow. */
export async function signalsOf(
  client: Client,
  workflowId: string,
): Promise<{ name: string; args: unknown[] }[] | null> {
  const handle = client.workflow.getHandle(workflowId);
  const history = await handle.fetchHistory().catch(() => null);
  return (
    history?.events?.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
      signal ? [{ name: signal.signalName ?? '', args: (signal.input?.payloads ?? []).map(readPayload) }] : [],
    ) ?? null
  );
}

async function isOpen(handle: WorkflowHandle): Promise<boolean> {
  const described = await handle.describe().catch(() => null);
  return described?.status.name === 'RUNNING';
}

function readPayload(payload: { data?: Uint8Array | null }): unknown {
  return JSON.parse(Buffer.from(payload.data ?? []).toString('utf8'));
}
