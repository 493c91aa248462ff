import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { ApiError, refusalResponse } from './api-error.ts';
import type { ApiEnv } from './route.ts';
import { inboundRoutes } from './routes-inbound.ts';
import { orderRoutes } from './routes-orders.ts';
import { catalogueRoutes } from './routes-catalogue.ts';
import { webhookRoutes } from './routes-webhooks.ts';
import type { Book } from './state.ts';
import { findKey, type World } from './world.ts';

export const FULFILLMENT_PATH = '/fulfillment/vendor/v2';
/** Webhooks belong to the account, not to Fulfillment (easypost.md §10). */
export const WEBHOOKS_PATH = '/v2/webhooks';

/** The user of HTTP Basic authentication; the password does not matter (easypost.md §1). */
export function keyOf(header: string | null | undefined): string | null {
  const encoded = header?.match(/^Basic\s+(.+)$/i)?.[1];
  if (encoded === undefined) return null;
  return Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? null;
}

function authorise(world: World, header: string | undefined): Book {
  const key = keyOf(header);
  const owner = key ? findKey(world, key) : null;
  if (!owner) throw new ApiError('unauthorized');
  if (!owner.active) throw new ApiError('inactiveKey');
  return owner.book;
}

/** The whole API of easypost.md §2 and the webhooks of §11.4, without faults. */
export function createApi(world: World, save: () => Promise<void>): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>({ strict: false });
  api.use(async (c, next) => {
    c.set('book', authorise(world, c.req.header('authorization')));
    await next();
    // An answered write is on disk.
    if (c.req.method !== 'GET') await save();
    c.res.headers.set('x-ep-request-uuid', randomUUID());
  });
  api.route(FULFILLMENT_PATH, orderRoutes(world));
  api.route(FULFILLMENT_PATH, catalogueRoutes(world));
  api.route(FULFILLMENT_PATH, inboundRoutes(world));
  api.route(WEBHOOKS_PATH, webhookRoutes());
  api.notFound(() => refusalResponse(world.behaviour, 'notFound'));
  api.onError((error) => {
    if (error instanceof ApiError) return refusalResponse(world.behaviour, error.refusal, error.fields);
    return refusalResponse(world.behaviour, 'internal', [{ field: '', message: error.message }]);
  });
  return api;
}
