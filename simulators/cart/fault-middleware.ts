import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoint, Fault, Faults } from './faults.ts';
import { problem } from './problem.ts';

export interface CartEnv {
  Bindings: HttpBindings;
  Variables: { fault: Fault | null };
}

const HTML = '<!doctype html><title>Be right back</title><h1>We are doing maintenance</h1>';

function drop(c: Context<CartEnv>): Response {
  c.env.incoming.socket.destroy();
  return c.body(null);
}

/** Breaks one order of a page in a way that real carts do. */
async function malformOrder(c: Context<CartEnv>): Promise<Response> {
  const page = (await c.res.json()) as { orders: { lines: unknown }[] };
  const [first] = page.orders;
  if (first) first.lines = [{ id: 'broken', name: 'Broken', quantity: 'three' }];
  return c.json(page);
}

async function breakAnswer(c: Context<CartEnv>, next: Next, fault: Fault): Promise<Response | void> {
  switch (fault.kind) {
    case 'outage':
      return drop(c);
    case 'rate_limited':
      c.header('retry-after', String(fault.retryAfter));
      return problem(c, 429, 'rate_limited', 'too many requests');
    case 'server_error':
      return problem(c, 500, 'server_error', 'something broke');
    case 'html':
      return c.html(HTML);
    case 'malformed_json':
      return c.body('{"orders":[{"id":"ord_1",', 200, { 'content-type': 'application/json' });
    case 'unauthorized':
      return problem(c, 401, 'unauthorized', 'the credentials are wrong');
    case 'latency':
      await delay(fault.ms);
      return next();
    case 'commit_then_drop':
      await next();
      return drop(c);
    case 'malformed_order':
      await next();
      return (c.res = await malformOrder(c));
    case 'late_commit':
    case 'duplicate_pages':
      c.set('fault', fault);
      return next();
  }
}

/** Applies the fault that is switched on for this endpoint. */
export function faultMiddleware(faults: Faults): MiddlewareHandler<CartEnv> {
  return async (c, next) => {
    const fault = faults.take(c.req.path.slice(1) as Endpoint, c.req.method);
    c.set('fault', null);
    return fault ? breakAnswer(c, next, fault) : next();
  };
}
