import { Hono, type MiddlewareHandler } from 'hono';
import { cancelShipment } from './create-shipment.ts';
import type { CartEnv } from './fault-middleware.ts';
import type { Fault, Faults, FaultTarget } from './faults.ts';
import type { OrderRequest } from './new-order.ts';
import type { Address, Order, OrderLine } from './schemas.ts';
import type { ClockSettings, CartStore } from './store.ts';

export interface FaultRequest extends FaultTarget {
  fault: Fault;
  /** How many requests it hits; default: until it is cleared. */
  times?: number;
}

/** What the shop's staff can change about an order. */
export interface OrderChange {
  status?: Order['status'];
  ship_to?: Partial<Address> | null;
  /** Changes of lines, by id. */
  lines?: Record<string, Partial<OrderLine>>;
}

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

const loopbackOnly: MiddlewareHandler<CartEnv> = async (c, next) => {
  const address = c.env.incoming.socket.remoteAddress ?? '';
  return LOOPBACK.includes(address) ? next() : c.json({ error: 'only from this machine' }, 403);
};

function applyChange(order: Order, change: OrderChange): void {
  if (change.status) order.status = change.status;
  if (change.ship_to === null) order.ship_to = null;
  else if (change.ship_to && order.ship_to) Object.assign(order.ship_to, change.ship_to);
  for (const line of order.lines) Object.assign(line, change.lines?.[line.id]);
}

/** Steers the demo cart: orders, stock, clock and faults. Answers on this machine only. */
export function createControlApi(store: CartStore, faults: Faults): Hono<CartEnv> {
  const app = new Hono<CartEnv>();
  app.use(loopbackOnly);

  app.post('/orders', async (c) => c.json(store.place(await c.req.json<OrderRequest>())));
  app.get('/orders', (c) => c.json([...store.orders.values()]));
  app.patch('/orders/:id', async (c) => {
    const change = await c.req.json<OrderChange>();
    const order = store.change(c.req.param('id'), (each) => applyChange(each, change));
    return order ? c.json(order) : c.json({ error: `no order ${c.req.param('id')}` }, 404);
  });
  app.delete('/orders/:id', (c) => c.json({ deleted: store.orders.delete(c.req.param('id')) }));

  app.get('/shipments', (c) => c.json([...store.shipments.values()]));
  app.delete('/shipments/:id', (c) => {
    const shipment = cancelShipment(store, c.req.param('id'));
    return shipment ? c.json(shipment) : c.json({ error: `no shipment ${c.req.param('id')}` }, 404);
  });

  app.get('/stock', (c) => c.json(Object.fromEntries([...store.stock].map(([sku, level]) => [sku, level.available]))));
  app.put('/stock', async (c) => {
    for (const [sku, available] of Object.entries(await c.req.json<Record<string, number>>()))
      store.setLevel(sku, available);
    return c.json({});
  });

  app.put('/clock', async (c) => {
    store.setClock(await c.req.json<Partial<ClockSettings>>());
    return c.json(store.clock);
  });

  app.post('/faults', async (c) => {
    const { fault, times, ...target } = await c.req.json<FaultRequest>();
    faults.add(fault, target, times ?? null);
    return c.json({});
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({});
  });
  return app;
}
