import { OpenAPIHono } from '@hono/zod-openapi';
import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { createShipment } from './create-shipment.ts';
import { faultMiddleware, type CartEnv } from './fault-middleware.ts';
import type { Faults } from './faults.ts';
import { listOrders } from './list-orders.ts';
import { problem } from './problem.ts';
import { createShipmentRoute, listOrdersRoute, listShipmentsRoute, setInventoryRoute } from './routes.ts';
import type { CartStore } from './store.ts';

export const TOKEN_HEADER = 'x-cart-token';
export const BASIC_USER = 'cartway';

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Bearer, a header of its own, or Basic: each shows the same token. */
function requireToken(token: string): MiddlewareHandler {
  const basic = `Basic ${Buffer.from(`${BASIC_USER}:${token}`).toString('base64')}`;
  return async (c, next) => {
    const authorization = c.req.header('authorization') ?? '';
    const shown = sameText(authorization, `Bearer ${token}`) || sameText(authorization, basic);
    if (!shown && !sameText(c.req.header(TOKEN_HEADER) ?? '', token)) {
      return problem(c, 401, 'unauthorized', 'the credentials are missing or wrong');
    }
    return next();
  };
}

/** The three endpoints of the generic cart API. */
export function createApi(store: CartStore, faults: Faults, token: string): OpenAPIHono<CartEnv> {
  const app = new OpenAPIHono<CartEnv>({
    defaultHook: (result, c) =>
      result.success ? undefined : problem(c, 400, 'bad_request', 'cannot be read', result.error.message),
  });
  for (const path of ['/orders', '/shipments', '/inventory'])
    app.use(path, requireToken(token), faultMiddleware(faults));

  app.openapi(listOrdersRoute, (c) => {
    const duplicate = c.get('fault')?.kind === 'duplicate_pages';
    try {
      return c.json(listOrders(store, c.req.valid('query'), duplicate), 200);
    } catch {
      return problem(c, 400, 'bad_cursor', 'the cursor is not one of this cart');
    }
  });

  app.openapi(listShipmentsRoute, (c) => {
    const orderId = c.req.valid('query').order_id;
    if (!store.orders.has(orderId)) return problem(c, 404, 'order_not_found', `no order ${orderId}`);
    return c.json({ shipments: store.shipmentsOf(orderId) }, 200);
  });

  app.openapi(createShipmentRoute, (c) => {
    const create = () => createShipment(store, c.req.valid('header')['idempotency-key'], c.req.valid('json'));
    const fault = c.get('fault');
    if (fault?.kind === 'late_commit') {
      setTimeout(create, fault.ms).unref();
      return problem(c, 504, 'timeout', 'no answer in time');
    }
    const outcome = create();
    if (outcome.kind === 'refused') return problem(c, outcome.status, outcome.code, outcome.title);
    return c.json(outcome.shipment, outcome.kind === 'made' ? 201 : 200);
  });

  app.openapi(setInventoryRoute, (c) => c.json(store.takeInventory(c.req.valid('json')), 200));
  return app;
}
