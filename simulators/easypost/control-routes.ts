import { Hono } from 'hono';
import * as requests from './control-requests.ts';
import { addBulkOrders } from './control-bulk.ts';
import { addStock, allOrders, orderOf, ownerOf, seedProducts, setStock, stockOf } from './control-state.ts';
import { keyParam, readControl } from './control-body.ts';
import { faultRoutes } from './control-faults.ts';
import type { FaultQueue } from './faults.ts';
import type { CallRecord } from './gate.ts';
import { receiveNotice } from './notices.ts';
import { cancelAtEasypost } from './orders.ts';
import type { Speed } from './pace.ts';
import { ApiError } from './api-error.ts';
import { NotPossible, pickOrder, shipParcel, shipRest, updateTracker } from './shipping.ts';
import type { Delivery } from './webhooks.ts';
import { addAccount, allBooks, type World } from './world.ts';
import type { Book } from './state.ts';

export const CONTROL_PATH = '/_control';

export interface ControlParts {
  world: World;
  faults: FaultQueue;
  calls(): readonly CallRecord[];
  clearCalls(): void;
  deliveries(book: Book): Delivery[];
  setSpeed(speed: Speed | null): void;
  save(): Promise<void>;
}

/** Everything that is not EasyPost's API: time, stock, the warehouse's hands, and faults. */
export function createControl(parts: ControlParts): Hono {
  const control = new Hono({ strict: false }).basePath(CONTROL_PATH);
  control.use(async (c, next) => {
    await next();
    if (c.req.method !== 'GET') await parts.save();
  });
  control.onError((error, c) => {
    if (error instanceof NotPossible || error instanceof ApiError) return c.json({ error: error.message }, 422);
    return c.json({ error: error.message }, 500);
  });
  stateRoutes(control, parts);
  orderRoutes(control, parts);
  faultRoutes(control, parts);
  return control;
}

function stateRoutes(control: Hono, { world, calls, clearCalls, deliveries, setSpeed }: ControlParts): void {
  control.post('/accounts', async (c) => {
    const wanted = await readControl(c, requests.accountRequest);
    try {
      return c.json({ id: addAccount(world, wanted).id });
    } catch (error) {
      throw new NotPossible((error as Error).message);
    }
  });
  control.post('/products', async (c) => {
    const { key, products } = await readControl(c, requests.productsRequest);
    return c.json({ products: seedProducts(world, key, products) });
  });
  control.post('/stock', async (c) => {
    const { quantity, ...place } = await readControl(c, requests.stockRequest);
    setStock(world, place, quantity);
    return c.json({});
  });
  control.post('/stock/add', async (c) => {
    const { units, ...place } = await readControl(c, requests.addStockRequest);
    addStock(world, place, units);
    return c.json({});
  });
  control.get('/stock', (c) => c.json({ stock: stockOf(ownerOf(world, keyParam(c)).book) }));
  control.get('/deliveries', (c) => c.json({ deliveries: deliveries(ownerOf(world, keyParam(c)).book) }));
  control.get('/calls', (c) => c.json({ calls: calls() }));
  control.delete('/calls', (c) => {
    clearCalls();
    return c.json({});
  });
  control.post('/keys', async (c) => {
    const { key, active } = await readControl(c, requests.keyRequest);
    const { account } = ownerOf(world, key);
    account.inactiveKeys = [...account.inactiveKeys.filter((one) => one !== key), ...(active ? [] : [key])];
    return c.json({});
  });
  control.post('/speed', async (c) => {
    setSpeed((await readControl(c, requests.speedRequest)).speed);
    return c.json({});
  });
}

function orderRoutes(control: Hono, { world }: ControlParts): void {
  control.get('/orders', (c) => c.json({ orders: allOrders(ownerOf(world, keyParam(c)).book) }));
  control.post('/orders/:id/pick', (c) => {
    const { book, order } = orderOf(world, c.req.param('id'));
    pickOrder(world, book, order);
    return c.json({});
  });
  control.post('/orders/:id/ship', async (c) => {
    const { parcels } = await readControl(c, requests.shipRequest);
    const { book, order } = orderOf(world, c.req.param('id'));
    const trackers = parcels.map((wish) => shipParcel(world, book, order, wish));
    return c.json({ trackers: trackers.map(({ id, tracking_code, carrier }) => ({ id, tracking_code, carrier })) });
  });
  control.post('/orders/:id/cancel', (c) => {
    const { book, order } = orderOf(world, c.req.param('id'));
    cancelAtEasypost(world, book, order);
    return c.json({});
  });
  control.post('/orders/bulk', async (c) => {
    addBulkOrders(world, await readControl(c, requests.bulkOrdersRequest));
    return c.json({});
  });
  control.post('/ship-all', async (c) => {
    const { key, parcels } = await readControl(c, requests.shipAllRequest);
    const books = key === undefined ? allBooks(world) : [ownerOf(world, key).book];
    const open = books.flatMap((book) =>
      [...book.orders.values()]
        .filter(({ status }) => status !== 'shipped' && status !== 'cancelled')
        .map((order) => ({ book, order })),
    );
    for (const { book, order } of open) shipRest(world, book, order, parcels);
    return c.json({ shipped: open.length });
  });
  control.post('/trackers', async (c) => {
    const { key, trackingCode, status } = await readControl(c, requests.trackerRequest);
    updateTracker(world, ownerOf(world, key).book, trackingCode, status);
    return c.json({});
  });
  control.post('/notices/:id/receive', (c) => {
    const book = allBooks(world).find(({ notices }) => notices.has(c.req.param('id')));
    const notice = book?.notices.get(c.req.param('id'));
    if (!book || !notice) throw new NotPossible(`no notice has the id ${c.req.param('id')}`);
    return c.json({ received: receiveNotice(book, notice) });
  });
}
