import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAliases } from '../../operations/add-aliases.ts';
import { cancelOrder } from '../../operations/cancel-order.ts';
import { findOrder } from '../../operations/find-order.ts';
import { createLogger } from '../../runtime/log.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import type { OrderStateView } from '../../shared/orders/outcomes.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { startWorker, type WorkerProcess } from '../../workers/worker.ts';
import { startHub, TEST_KEY, type Hub } from '../e2e/hub.ts';
import { failedTasks } from '../setup/failed-tasks.ts';
import { describeWithTemporal, workflowBundle } from '../setup/temporal.ts';

const LONG = { timeout: 240_000 };
const PER_KIND = 4;
const CONFIRMED = 'Every parcel is confirmed by the cart.';
const CONFIRMED_BY_NEXT = 'The cart confirmed every parcel, says the next build.';

type Kind = 'SHIPPED' | 'STOCK' | 'ALIAS' | 'CANCEL' | 'NEW';

function numbersOf(kind: Kind): string[] {
  return Array.from({ length: PER_KIND }, (_, index) => `${kind}-${index + 1}`);
}

/** The next build: the same decisions in other code, as after a change that histories allow. */
async function nextBuild(folder: string): Promise<string> {
  const code = await readFile((await workflowBundle()).codePath, 'utf8');
  expect(code).toContain(CONFIRMED);
  const path = join(folder, 'next-build.js');
  await writeFile(path, `// next build\n${code.replaceAll(CONFIRMED, CONFIRMED_BY_NEXT)}`);
  return path;
}

await describeWithTemporal('While workers of one build are replaced by those of the next', () => {
  let hub: Hub;
  let demo: DemoCart;
  let cart: CartControl;
  let folder: string;
  let next: string;
  const workers: WorkerProcess[] = [];

  async function addWorker(workflowCode: string): Promise<WorkerProcess> {
    const worker = await startWorker({ env: hub.env, log: createLogger('silent'), workflowCode });
    workers.push(worker);
    await worker.ready;
    return worker;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cartway-upgrade-'));
    next = await nextBuild(folder);
    hub = await startHub();
    demo = await startDemoCart({ token: 'upgrade-token' });
    cart = createCartControl(demo.controlUrl);
    await hub.addMerchant('acme', { MUG: 500, RARE: 0 });
    await hub.addCart('acme', 'acme-shop', {
      kind: 'generic',
      connection: { ordersUrl: demo.ordersUrl, shipmentsUrl: demo.shipmentsUrl, inventoryUrl: demo.inventoryUrl },
      credentials: { token: 'upgrade-token' },
    });
  });

  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.drain()));
    await hub?.close();
    await demo?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function place(kind: Kind, sku: string): Promise<void> {
    for (const number of numbersOf(kind)) await cart.placeOrder({ number, lines: [{ sku, quantity: 2 }, { sku }] });
  }

  async function reach(kind: Kind, status: 'accepted' | 'backordered' | 'problem' | 'confirmed' | 'cancelled') {
    for (const number of numbersOf(kind)) await hub.reaches(number, status);
  }

  async function ship(kind: Kind, units?: number): Promise<void> {
    for (const number of numbersOf(kind)) {
      const { easypostOrderId } = await hub.order(number);
      await hub.easypost.ship(easypostOrderId ?? '', units === undefined ? [{}] : [{ units: { MUG: units } }]);
    }
    await hub.readTracking('acme');
  }

  /** What happens to the orders in the meantime. */
  async function liveOn(): Promise<void> {
    await ship('SHIPPED', 1);
    await hub.easypost.addFault({ effect: { kind: 'commit_then_drop' }, path: '/orders', count: 2 });
    await place('NEW', 'MUG');
    await hub.pull('acme-shop');
    for (const number of numbersOf('CANCEL')) {
      const answer = await cancelOrder(hub.context, await findOrder(hub.context, { order: number }), 60_000);
      expect(answer).toEqual({ kind: 'cancelled' });
    }
    await addAliases(hub.context, 'acme', [{ sku: 'LATER', barcode: 'MUG' }]);
    await hub.easypost.setStock({ key: TEST_KEY, barcode: 'RARE', quantity: 100 });
    await hub.readStock('acme');
    await ship('SHIPPED', 1);
  }

  it('no order is lost and none is sent or written twice', LONG, async () => {
    const { codePath } = await workflowBundle();
    const second = await addWorker(codePath);
    await place('SHIPPED', 'MUG');
    await place('STOCK', 'RARE');
    await place('ALIAS', 'LATER');
    await place('CANCEL', 'MUG');
    await hub.pull('acme-shop');
    await reach('SHIPPED', 'accepted');
    await reach('STOCK', 'backordered');
    await reach('ALIAS', 'problem');
    await reach('CANCEL', 'accepted');
    const living = liveOn();
    // One by one, as docs/upgrading.md says: a new one is ready before an old one is drained.
    await addWorker(next);
    await hub.stopWorker();
    await addWorker(next);
    await second.drain();
    await living;
    for (const kind of ['STOCK', 'ALIAS', 'NEW'] as const) await reach(kind, 'accepted');
    await hub.easypost.shipAll({ key: TEST_KEY, parcels: 1 });
    await hub.readTracking('acme');
    for (const kind of ['SHIPPED', 'STOCK', 'ALIAS', 'NEW'] as const) await reach(kind, 'confirmed');
    await reach('CANCEL', 'cancelled');
    const atEasypost = (await hub.easypost.orders(TEST_KEY)).filter(({ status }) => status !== 'cancelled');
    const references = atEasypost.map(({ description }) => description?.split(' ')[1] ?? '');
    const wanted = (['SHIPPED', 'STOCK', 'ALIAS', 'NEW'] as const).flatMap(numbersOf);
    const byName = (a: string, b: string): number => (a < b ? -1 : 1);
    expect(references.toSorted(byName)).toEqual(wanted.toSorted(byName));
    const units = new Map<string, number>();
    for (const { lines } of await cart.shipments()) {
      for (const { line_id, quantity } of lines) units.set(line_id, (units.get(line_id) ?? 0) + quantity);
    }
    for (const { number, lines } of await cart.orders()) {
      const expected = number.startsWith('CANCEL') ? undefined : lines.map(({ quantity }) => quantity);
      const shipped = lines.map(({ id }) => units.get(id));
      expect([number, shipped]).toEqual([number, expected ?? lines.map(() => undefined)]);
    }
  });

  it('the next build finishes what the one before began, and every history fits it', LONG, async () => {
    const { workflow } = hub.context.temporal;
    let orders = 0;
    for await (const { workflowId, runId } of workflow.list({ query: "WorkflowType = 'order'" })) {
      const handle = workflow.getHandle(workflowId, runId);
      // An order to which something comes in the moment in which it ends is asked again: see last-moment.test.ts.
      const unfit = (await failedTasks(handle)).filter((cause) => cause !== 'UNHANDLED_COMMAND');
      expect([workflowId, unfit]).toEqual([workflowId, []]);
      const view = await handle.query<OrderStateView>(ORDER_MESSAGE.state);
      if (view.status !== 'confirmed') continue;
      orders += 1;
      expect(view.details).toBe(CONFIRMED_BY_NEXT);
    }
    expect(orders).toBe(4 * PER_KIND);
  });
});
